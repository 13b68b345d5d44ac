"""Requests with files that are too large are refused before anything of them is written."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

FORM = 100_000  # bytes that the other fields and the boundaries may take


class Quota(FileUploadHandler):
    """The first of the upload handlers: takes nothing itself."""

    def handle_raw_input(self, input_data: Any, META: dict[str, Any], content_length: int, *_args: Any) -> None:
        """Refuse by the length that the request claims; the server reads no more than that."""
        if content_length > settings.MAX_UPLOAD_BYTES + FORM:
            raise RequestDataTooBig(f"more than {settings.MAX_UPLOAD_BYTES:,} bytes in one upload")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Leave it to the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave it to the next handler."""
