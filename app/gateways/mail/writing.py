"""The bytes of a letter (RFC 5322 and MIME): every header in ASCII, the body quoted-printable, files in base64.

So no server needs to know 8-bit mail. Built with the older classes of ``email``: their encoded names are those of
``formataddr``, which quotes a comma in an accented name rightly on every Python that we run on.
"""

from __future__ import annotations

from email import encoders, policy
from email.charset import QP, Charset
from email.generator import BytesGenerator
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.utils import format_datetime, formataddr
from io import BytesIO

from app.domain.errors import UserError
from app.domain.language import _
from app.domain.mail_addresses import one_line
from app.services.mail.letters import Attached, Letter

_POLICY = policy.compat32.clone(linesep="\r\n", max_line_length=78)


def ascii_address(address: str) -> str:
    """Return an address as every server takes it: a domain in other letters by its IDNA name.

    Raises:
        UserError: there are letters beyond ASCII before the @, which few servers deliver to.
    """
    local, _at, domain = address.rpartition("@")
    try:
        return f"{local.encode('ascii').decode()}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise UserError(
            _("Mail cannot be delivered to {address}: its letters are not those of e-mail addresses.").format(address=address)
        ) from error


def letter_bytes(letter: Letter) -> bytes:
    """Return a letter as it goes over the line, lines ended by CR LF; the same letter gives the same bytes.

    Raises:
        UserError: an address that cannot be written to.
    """
    whole = MIMEMultipart("mixed", boundary=f"=_{letter.message_id.partition('@')[0]}")
    whole["From"] = formataddr((one_line(letter.from_name), ascii_address(letter.from_address)), "utf-8")
    whole["To"] = ", ".join(map(ascii_address, letter.recipients))
    if letter.reply_to:
        whole["Reply-To"] = ascii_address(letter.reply_to)
    whole["Subject"] = Header(one_line(letter.subject), "utf-8", header_name="Subject").encode()
    whole["Date"] = format_datetime(letter.dated_at)
    whole["Message-ID"] = f"<{letter.message_id}>"
    if letter.language.replace("-", "").replace("_", "").isascii() and letter.language:
        whole["Content-Language"] = one_line(letter.language).replace("_", "-")
    # Automatic answers (“out of the office”) are not to be sent back for these (RFC 3834).
    whole["Auto-Submitted"] = "auto-generated"
    whole.attach(_text(letter.body))
    for file in letter.attachments:
        whole.attach(_file(file))
    out = BytesIO()
    BytesGenerator(out, mangle_from_=False, policy=_POLICY).flatten(whole)
    return out.getvalue()


def _text(body: str) -> MIMENonMultipart:
    charset = Charset("utf-8")
    charset.body_encoding = QP
    part = MIMENonMultipart("text", "plain", charset="utf-8")
    part.set_payload(body.replace("\r\n", "\n") + "\n", charset=charset)
    return part


def _file(file: Attached) -> MIMEBase:
    main, _slash, sub = file.media_type.partition("/")
    part = MIMEBase(main, sub or "octet-stream")
    part.set_payload(file.content)
    encoders.encode_base64(part)
    name = one_line(file.name)
    part.add_header("Content-Disposition", "attachment", filename=name if name.isascii() else ("utf-8", "", name))
    return part
