"""Writes mails.json: mails made and read by Python's own email package, which shares nothing with ours.

    python3 crates/messages/tests/golden/make.py

Bodies are short lines of words, so that nothing in them is taken for a quote, a signature or a broken line.
"""

import base64
import json
import random
from datetime import datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

MAILS = 120

WORDS = {
    "us-ascii": "plain words that fit in seven bits".split(),
    "iso-8859-1": "café naïve Übergröße señor façade ångström".split(),
    "iso-8859-2": "zażółć gęślą jaźń příliš žluťoučký kůň".split(),
    "iso-8859-7": "καλημέρα κόσμε πώς είσαι".split(),
    "iso-8859-9": "İstanbul ığdır şöför çağ".split(),
    "iso-8859-15": "œuvre 5€ Žižek naïve".split(),
    "windows-1250": "árvíztűrő tükörfúrógép žluť".split(),
    "windows-1251": "съешь ещё этих мягких булок".split(),
    "windows-1252": "“quoted” – dash € ‘x’ café".split(),
    "koi8-r": "съешь ещё этих мягких булок".split(),
    "utf-8": "日本語 мир café 😀 שלום مرحبا naïve".split(),
}
ENCODINGS = ["7bit", "8bit", "quoted-printable", "base64"]


def line(rng, charset):
    """A few words, some of them pure ASCII."""
    words = WORDS[charset] + WORDS["us-ascii"]
    return " ".join(rng.choice(words) for _ in range(rng.randint(2, 5)))


def body(rng, charset):
    paragraphs = ["\n".join(line(rng, charset) for _ in range(rng.randint(1, 3))) for _ in range(rng.randint(1, 3))]
    return "\n\n".join(paragraphs) + "\n"


def modern(rng, charset):
    """A mail by the package's new interface."""
    mail = EmailMessage()
    encoding = rng.choice(ENCODINGS[1:] if charset != "us-ascii" else ENCODINGS)
    mail.set_content(body(rng, charset), charset=charset, cte=encoding)
    if rng.random() < 0.3:
        html = "<html><body><p>another form</p></body></html>"
        mail.add_alternative(html, subtype="html", charset=charset, cte=rng.choice(ENCODINGS[2:]))
    if rng.random() < 0.3:
        mail.add_attachment(rng.randbytes(300), maintype="image", subtype="png", filename="bild – ü.png")
    if rng.random() < 0.1:
        inner = EmailMessage()
        inner["Subject"] = "attached"
        inner.set_content("not these words")
        mail.add_attachment(inner)
    return mail


def legacy(rng, charset):
    """A mail by the old interface, which nests differently."""
    text = MIMEText(body(rng, charset), "plain", charset)
    if rng.random() < 0.5:
        return text
    outer = MIMEMultipart("mixed")
    outer.preamble = "This is a message with multiple parts in MIME format."
    inner = MIMEMultipart("alternative")
    inner.attach(text)
    inner.attach(MIMEText("<p>another form</p>", "html", charset))
    outer.attach(inner)
    return outer


def make(rng, number):
    charset = rng.choice(list(WORDS))
    mail = modern(rng, charset) if rng.random() < 0.7 else legacy(rng, charset)
    zone = timezone(timedelta(minutes=rng.choice([0, 60, -300, 330, 765])))
    mail["Date"] = datetime.fromtimestamp(rng.randint(500_000_000, 1_900_000_000), zone).strftime(
        "%a, %d %b %Y %H:%M:%S %z"
    )
    names = ["Jo Doe", "Doe, Jo", "Jø Døe", "Жо До", 'Jo "J" Doe', "ジョー"]
    to = Address(rng.choice(names), f"to{number}", "example.org")
    subject = " ".join(line(rng, rng.choice(["us-ascii", charset])) for _ in range(rng.randint(1, 4)))
    made = EmailMessage(policy=policy.SMTP)
    made["From"], made["To"], made["Subject"] = Address("Me", "me", "example.org"), to, subject
    fields = made.as_bytes().split(b"\r\n\r\n")[0] + b"\r\n"
    # Two ends of lines, as files have them.
    end = rng.choice(["\n", "\r\n"])
    raw = mail.as_bytes(policy=policy.SMTP if isinstance(mail, EmailMessage) else policy.compat32)
    raw = (fields + raw).replace(b"\r\n", b"\n").replace(b"\n", end.encode())
    return raw


def read(raw):
    """What Python reads in a mail."""
    mail = message_from_bytes(raw, policy=policy.default)
    text = mail.get_body(("plain",)).get_content()
    paragraphs = [[" ".join(line.split()) for line in part.split("\n")] for part in text.strip().split("\n\n")]
    to = mail["To"].addresses[0]
    return {
        "mail": base64.b64encode(raw).decode(),
        "text": "\n\n".join("\n".join(lines) for lines in paragraphs),
        "subject": " ".join(mail["Subject"].split()),
        "to": to.display_name,
        "when": int(mail["Date"].datetime.timestamp()),
    }


def main():
    rng = random.Random(20231231)
    mails = [read(make(rng, number)) for number in range(MAILS)]
    path = Path(__file__).with_name("mails.json")
    path.write_text(json.dumps(mails, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{len(mails)} mails, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
