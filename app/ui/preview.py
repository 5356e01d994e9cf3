"""Pages of paper on a desk: drawn when they come into sight, at the size they are looked at."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from app.ui import pdf, theme
from app.ui.desk import Desk

GAP = 16
KEPT = 8
ZOOMS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)
_SCREEN_DPI = 96


def image_of(picture: pdf.Picture) -> QImage:
    """A picture as Qt wants it. The bytes are copied, so nothing has to be kept alive."""
    kind = QImage.Format.Format_Grayscale8 if picture.is_grey else QImage.Format.Format_RGB32
    return QImage(picture.pixels, picture.width, picture.height, picture.stride, kind).copy()


class Sheets(QWidget):
    """All pages one under the other. ``zoom`` 1.0 is the size of the paper."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setAccessibleName(self.tr("The sheet as it will print"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.content = b""
        self.sizes: tuple[tuple[float, float], ...] = ()
        self.zoom = 1.0
        self._images: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self._asked: set[tuple[int, int]] = set()
        self._generation = 0

    def show_pdf(self, content: bytes, sizes: tuple[tuple[float, float], ...]) -> None:
        """Another document."""
        self._generation += 1
        self.content, self.sizes = content, sizes
        self._images.clear()
        self._asked.clear()
        self.set_zoom(self.zoom)

    def set_zoom(self, zoom: float) -> None:
        """Larger or smaller."""
        self.zoom = zoom
        boxes = self._boxes()
        width = max((box.width() for box in boxes), default=0)
        height = boxes[-1].bottom() + 1 + GAP if boxes else 0
        self.setFixedSize(QSize(width + 2 * GAP, height))
        self.update()

    def _boxes(self) -> list[QRect]:
        boxes, top = [], GAP
        for width, height in self.sizes:
            pixels = QSize(round(width * self._factor()), round(height * self._factor()))
            boxes.append(QRect(GAP, top, pixels.width(), pixels.height()))
            top += pixels.height() + GAP
        return boxes

    def _factor(self) -> float:
        return self.zoom * _SCREEN_DPI / pdf.POINTS_AN_INCH

    def paintEvent(self, event: QPaintEvent) -> None:
        """Pages in sight; one that is on its way is white paper for a moment."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for number, box in enumerate(self._boxes()):
            if not box.intersects(event.rect()):
                continue
            painter.fillRect(box, theme.current.color("page"))
            image = self._image(number)
            if image is not None:
                painter.drawImage(QRectF(box), image)
            painter.setPen(theme.current.color("line"))
            painter.drawRect(box.adjusted(-1, -1, 0, 0))
        painter.end()

    def _image(self, number: int) -> QImage | None:
        scale = self._factor() * self.devicePixelRatioF()
        key = (number, round(scale * 1000))
        found = self._images.get(key)
        if found is not None:
            self._images.move_to_end(key)
            return found
        if key not in self._asked:
            self._asked.add(key)
            generation, content = self._generation, self.content
            self._desk.bridge.read(
                self,
                lambda: pdf.draw(content, number, scale=scale),
                lambda picture: self._on_drawn(generation, key, picture),
            )
        near = [image for (page, _), image in self._images.items() if page == number]
        return near[-1] if near else None

    def _on_drawn(self, generation: int, key: tuple[int, int], picture: pdf.Picture) -> None:
        if generation != self._generation:
            return
        self._asked.discard(key)
        self._images[key] = image_of(picture)
        while len(self._images) > KEPT:
            self._images.popitem(last=False)
        self.update()

    @property
    def is_drawn(self) -> bool:
        """Whether nothing that was asked for is still on its way."""
        return bool(self._images) and not self._asked


class Preview(QScrollArea):
    """The sheets, zoomed to fit the width until the user chooses a size."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("desk")
        self.setAccessibleName(self.tr("Preview of the sheet"))
        self.sheets = Sheets(desk)
        self.setWidget(self.sheets)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._is_fitting = True

    def show_pdf(self, content: bytes, sizes: tuple[tuple[float, float], ...]) -> None:
        """Another document, from its top."""
        self.sheets.show_pdf(content, sizes)
        self.verticalScrollBar().setValue(0)
        if self._is_fitting:
            self.fit()

    def fit(self) -> None:
        """As wide as the room, but hardly larger than life."""
        self._is_fitting = True
        if self.sheets.sizes:
            widest = max(width for width, _ in self.sheets.sizes) * _SCREEN_DPI / pdf.POINTS_AN_INCH
            room = self.width() - 2 * GAP - self.verticalScrollBar().sizeHint().width() - 8
            self.sheets.set_zoom(min(1.15, max(0.3, room / widest)))

    def step(self, step: int) -> None:
        """The next size up or down."""
        self._is_fitting = False
        larger = [z for z in ZOOMS if z > self.sheets.zoom + 0.01]
        smaller = [z for z in ZOOMS if z < self.sheets.zoom - 0.01]
        wanted = larger[:1] if step > 0 else smaller[-1:]
        if wanted:
            self.sheets.set_zoom(wanted[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again."""
        super().resizeEvent(event)
        if self._is_fitting:
            QTimer.singleShot(0, self, self.fit)
