"""Files that come in as versions of documents: told by their content, read into blocks, every trouble said plainly."""

from tongcheng.office.documents.reading.blocks import Block
from tongcheng.office.documents.reading.files import Read, Upload, read_upload, typed_text

__all__ = ["Block", "Read", "Upload", "read_upload", "typed_text"]
