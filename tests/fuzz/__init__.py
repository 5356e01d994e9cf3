"""Fuzzing of every source, guided by the steps that an input takes through ``app/core/sources``.

``python -m tests.fuzz --source sms --seconds 600`` looks for inputs that hang, crash, swell or say something that is not so.
What took a step of its own is kept in ``tests/samples/fuzz_<source>.json`` (``--keep``), and the tests read it again.
"""
