; The set-up: for one user, without administrator rights; /S installs silently. VERSION, TREE and TARGET come from build.py.
Unicode true
Target amd64-unicode
SetCompressor /SOLID lzma
SetCompressorDictSize 64
RequestExecutionLevel user
ManifestDPIAware true

!include "MUI2.nsh"
!include "FileFunc.nsh"

!define SETTINGS "Software\MpesaBooks"
!define LISTED "Software\Microsoft\Windows\CurrentVersion\Uninstall\MpesaBooks"

Name "MpesaBooks ${VERSION}"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\MpesaBooks"
InstallDirRegKey HKCU "${SETTINGS}" "Folder"

VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "MpesaBooks"
VIAddVersionKey "FileDescription" "MpesaBooks set-up"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "MIT licence"

!define MUI_ICON "program.ico"
!define MUI_UNICON "program.ico"
!define MUI_FINISHPAGE_RUN "$INSTDIR\MpesaBooks.exe"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

Section "MpesaBooks"
  ; an older version's libraries must not stay beside the new ones
  RMDir /r "$INSTDIR\lib"
  SetOutPath "$INSTDIR"
  File /r "${TREE}/*"
  WriteUninstaller "$INSTDIR\Uninstall.exe"
  CreateShortcut "$SMPROGRAMS\MpesaBooks.lnk" "$INSTDIR\MpesaBooks.exe"
  WriteRegStr HKCU "${SETTINGS}" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${LISTED}" "DisplayName" "MpesaBooks"
  WriteRegStr HKCU "${LISTED}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${LISTED}" "DisplayIcon" "$INSTDIR\MpesaBooks.exe"
  WriteRegStr HKCU "${LISTED}" "Publisher" "The MpesaBooks authors"
  WriteRegStr HKCU "${LISTED}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${LISTED}" "UninstallString" '"$INSTDIR\Uninstall.exe"'
  WriteRegStr HKCU "${LISTED}" "QuietUninstallString" '"$INSTDIR\Uninstall.exe" /S'
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${LISTED}" "EstimatedSize" $0
SectionEnd

Section "Uninstall"
  ; only what the set-up brought: a company file that somebody keeps in this folder stays
  RMDir /r "$INSTDIR\lib"
  RMDir /r "$INSTDIR\licences"
  Delete "$INSTDIR\*.exe"
  Delete "$INSTDIR\*.dll"
  Delete "$INSTDIR\*.pyd"
  Delete "$INSTDIR\python*.zip"
  Delete "$INSTDIR\python*._pth"
  Delete "$INSTDIR\LICENSE.txt"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\MpesaBooks.lnk"
  DeleteRegKey HKCU "${LISTED}"
  DeleteRegKey HKCU "${SETTINGS}"
SectionEnd
