"""Signatures: one key an installation, kept private; an altered byte, a foreign key and a wrong passphrase are told."""

import stat

import msgspec
import pytest

from wardround import signing
from wardround.errors import WardroundError


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("WARDROUND_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("WARDROUND_PASSPHRASE", raising=False)
    return tmp_path / "home"


def test_a_signature_holds_for_these_bytes_only():
    signature = signing.sign(b"report", "Information department")
    assert signing.holds(b"report", signature)
    assert not signing.holds(b"repor7", signature)
    assert not signing.holds(b"report", msgspec.structs.replace(signature, value=signature.value[:-4] + "AAA="))
    assert not signing.holds(b"report", msgspec.structs.replace(signature, algorithm="none"))
    assert not signing.holds(b"report", msgspec.structs.replace(signature, key="not base64"))


def test_the_key_is_made_once_and_only_its_owner_may_read_it(home):
    assert signing.sign(b"a").key == signing.sign(b"b").key
    assert stat.S_IMODE((home / "signing-key.pem").stat().st_mode) == 0o600
    assert [p.name for p in home.iterdir()] == ["signing-key.pem"]


def test_a_passphrase_encrypts_the_key(home, monkeypatch):
    monkeypatch.setenv("WARDROUND_PASSPHRASE", "correct horse")
    signing.sign(b"a")
    assert b"ENCRYPTED" in (home / "signing-key.pem").read_bytes()
    monkeypatch.setenv("WARDROUND_PASSPHRASE", "wrong")
    with pytest.raises(WardroundError, match="passphrase"):
        signing.sign(b"a")


def test_another_installation_is_trusted_only_after_a_person_says_so(tmp_path, monkeypatch):
    foreign = signing.sign(b"a", "city\nbureau")
    monkeypatch.setenv("WARDROUND_HOME", str(tmp_path / "other"))
    assert signing.holds(b"a", foreign)
    assert not signing.trusted(foreign)
    signing.trust(foreign)
    assert signing.trusted(foreign)
