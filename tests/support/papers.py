"""Files as newsrooms have them, made here: PDF pages from lines with places, Word files, zips."""

import io
import zipfile
from collections.abc import Iterable, Sequence

Placed = tuple[float, float, float, str]  # x and y in points from the lower left corner, size of the letters, text


def pdf(pages: Iterable[Sequence[Placed]], info: str = "") -> bytes:
    """Write a PDF with each text where it is wanted, in the order given."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for page in pages:
        shown = "\n".join(f"BT /F1 {size} Tf {x} {y} Td ({_escaped(text)}) Tj ET" for x, y, size, text in page)
        objects.append(f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream")
        kids.append(len(objects) + 1)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>"
    objects.append(f"<< {info} >>")
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = f"trailer << /Size {size} /Root 1 0 R /Info {size - 1} 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return out + f"xref\n0 {size}\n0000000000 65535 f \n{rows}{trailer}".encode("latin-1")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def column(
    lines: Sequence[str], *, x: float = 72, top: float = 740, step: float = 14, size: float = 11
) -> list[Placed]:
    """Return lines below each other."""
    return [(x, top - place * step, size, line) for place, line in enumerate(lines) if line]


def word(paragraphs: Iterable[tuple[str, str]], *, title: str = "", author: str = "") -> bytes:
    """Write a Word file of (style, text)."""
    import docx

    document = docx.Document()
    for style, text in paragraphs:
        document.add_paragraph(text, style)
    document.core_properties.title, document.core_properties.author = title, author
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Write a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()
