"""`verify`: intact is intact, and each alteration is named: which file, which verdict, which evidence."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from wardround.inspection import verifying
from wardround.results import canonical

PROBE = "--no-walk"


def wardround(*args: object, home=None, lang="en") -> subprocess.CompletedProcess[str]:
    env = os.environ | {"WARDROUND_LANG": lang} | ({"WARDROUND_HOME": str(home)} if home else {})
    command = [sys.executable, "-m", "wardround", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=120)


@pytest.fixture(scope="module")
def inspected(tmp_path_factory):
    out = tmp_path_factory.mktemp("report")
    scope = out.parent / "e.yaml"
    scope.write_text("hospital: {name: Example hospital}\nall: {ports: []}\n")
    done = wardround("inspect", "local", PROBE, "--scope", scope, "--out", out)
    assert done.returncode in (0, 1), done.stderr
    return out


@pytest.fixture
def report(inspected, tmp_path):
    return shutil.copytree(inspected, tmp_path / "report")


def words(folder):
    return [(w.message, w.args) for w in verifying.verify(folder).altered]


def change(folder, edit):
    """Edits results.json as someone would who keeps it canonical."""
    path = folder / "results.json"
    document = json.loads(path.read_bytes())
    edit(document)
    path.write_bytes(canonical(document))


def resign(folder):
    """Signs the altered report again with this installation's own key: only content can now give it away."""
    from wardround import signing
    from wardround.inspection.redrawing import read
    from wardround.results.seal import Seal, seal

    import msgspec  # isort: skip

    data = (folder / "results.json").read_bytes()
    old = msgspec.json.decode((folder / "results.sig.json").read_bytes(), type=Seal)
    signed = signing.sign(data, old.results.by)
    new = seal(data, signed, old.manifest.observations, old.manifest.documents)
    (folder / "results.sig.json").write_bytes(canonical(new))
    assert read(folder).seal is not None


def test_an_untouched_report_is_intact(report):
    done = wardround("verify", report)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Example hospital" in done.stdout
    assert "Intact: 10 files" in done.stdout
    assert wardround("verify", report / "results.json").returncode == 0
    assert "完好" in wardround("verify", report, lang="zh").stdout


def test_a_flipped_verdict_is_named(report):
    def flip(document):
        v = next(v for v in document["verdicts"] if v["outcome"] == "pass")
        v["outcome"] = "fail"
        flip.check = v["check"]

    change(report, flip)
    found = words(report)
    assert ("results_signature", {"file": "results.json"}) in found
    assert [m for m, _ in found if m.startswith("verdict")] == ["verdict"]
    args = next(a for m, a in found if m == "verdict")
    assert (args["check"], args["there"], args["here"]) == (flip.check, "fail", "pass")
    done = wardround("verify", report)
    assert done.returncode == 5
    assert flip.check in done.stderr
    resign(report)
    assert [m for m, _ in words(report)] == ["verdict"]


def test_an_edited_line_of_evidence_is_named(report):
    def edit(document):
        e = next(v["evidence"][0] for v in document["verdicts"] if v["evidence"])
        e["text"] += " edited"
        edit.id = e["id"]

    change(report, edit)
    assert edit.id in [a.get("evidence") for m, a in words(report) if m == "evidence"]


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda d: d["verdicts"].pop(), "verdict_removed"),
        (lambda d: d["verdicts"][0]["says"].update(en="All is well."), "verdict_text"),
        (lambda d: d["catalogues"][1]["answers"][3].update(outcome="conform"), "clause"),
        (lambda d: d["catalogues"][2]["scores"][0].update(lower=99.0), "scores"),
        (lambda d: d["checks"]["linux.ssh.root_login"]["title"].update(en="Anything goes"), "part"),
        (lambda d: d["expected"]["all"].pop("ports"), "expectations"),
        (lambda d: d["observations"][0].update(privileged=not d["observations"][0]["privileged"]), "observation"),
        (lambda d: d["observations"][0].update(gaps=["nothing"]), "observation"),
        (lambda d: d.update(hospital="Another hospital"), "signer_name"),
    ],
)
def test_what_a_key_holder_alters_is_found_by_judging_again(report, edit, message):
    change(report, edit)
    resign(report)
    assert message in [m for m, _ in words(report)]


def test_a_replaced_observation_is_named_and_not_judged_again(report):
    (record,) = (report / "observations").glob("*.probe")
    record.write_bytes(record.read_bytes().replace(b"root", b"toor", 1))
    assert words(report) == [("file", {"file": f"observations/{record.name}"})]
    assert "not_judged_again" in [w.message for w in verifying.verify(report).words]


@pytest.mark.parametrize("name", ["report.en.docx", "report.zh.pdf", "report.zh.xlsx", "report.en.html"])
def test_an_edited_document_is_named(report, name):
    path = report / name
    path.write_bytes(path.read_bytes() + b" ")
    assert words(report) == [("file", {"file": name})]


def test_a_document_changed_together_with_its_hash_is_found(report):
    from wardround.results import digest

    path, seal = report / "report.en.html", report / "results.sig.json"
    old = digest(path.read_bytes())
    path.write_bytes(path.read_bytes() + b" ")
    seal.write_text(seal.read_text().replace(old, digest(path.read_bytes())))
    assert words(report) == [("manifest_signature", {"file": "results.sig.json"})]


@pytest.mark.parametrize("name", ["report.en.docx", "results.json", "results.sig.json"])
def test_a_removed_file_is_named(report, name):
    (report / name).unlink()
    done = wardround("verify", report)
    assert done.returncode == 5
    assert name in done.stderr


def test_a_removed_observation_is_named(report):
    (record,) = (report / "observations").glob("*.probe")
    record.unlink()
    assert ("missing", {"file": f"observations/{record.name}"}) in words(report)


def test_the_seal_of_another_report_does_not_fit(report, tmp_path):
    other = tmp_path / "other"
    (record,) = (report / "observations").glob("*.probe")
    wardround("judge", record, "--out", other, "--as-of", "2026-01-31", "--format", "html")
    shutil.copy(other / "results.sig.json", report / "results.sig.json")
    assert "results_signature" in [m for m, _ in words(report)]
    (report / "results.sig.json").write_text("{}")
    assert words(report) == [("seal_unreadable", {"file": "results.sig.json"})]


def test_a_foreign_key_is_said_and_not_called_altered_until_a_person_accepts_it(report, tmp_path):
    home = tmp_path / "elsewhere"
    done = wardround("verify", report, home=home)
    assert done.returncode == 0, done.stderr
    assert "not known here" in done.stdout
    assert wardround("verify", report, "--trust", home=home).returncode == 0
    assert "which is known here" in wardround("verify", report, home=home).stdout


def test_a_report_swapped_to_another_key_is_not_by_the_hospital(report, tmp_path):
    """One signature replaced by another installation's: the two no longer belong together."""
    foreign = tmp_path / "foreign"
    (record,) = (report / "observations").glob("*.probe")
    wardround("judge", record, "--out", foreign, "--format", "html", home=tmp_path / "home")
    mine, theirs = (json.loads((d / "results.sig.json").read_text()) for d in (report, foreign))
    mine["signature"] = theirs["signature"]
    (report / "results.sig.json").write_bytes(canonical(mine))
    assert {"manifest_signature", "two_keys"} <= {m for m, _ in words(report)}


def test_other_rules_are_said_and_the_rest_is_verified(report):
    change(report, lambda d: d["program"].update(rules="0" * 64))
    resign(report)
    outcome = verifying.verify(report)
    assert outcome.altered == []
    assert "other_rules" in [w.message for w in outcome.words]


def test_a_seal_cannot_lead_outside_the_folder(report):
    change(report, lambda d: d["observations"][0].update(file="../../etc/passwd"))
    seal = json.loads((report / "results.sig.json").read_text())
    seal["manifest"]["observations"] = {"../../../etc/passwd": "0" * 64}
    (report / "results.sig.json").write_bytes(canonical(seal))
    assert ("outside", {"file": "../../../etc/passwd"}) in words(report)


@pytest.mark.parametrize("content", [None, "", "{}", "not json"])
def test_what_is_no_report_is_exit_2(tmp_path, content):
    if content is not None:
        (tmp_path / "results.json").write_text(content)
    done = wardround("verify", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_a_garbled_result_under_a_seal_is_altered(report):
    (report / "results.json").write_text("not json")
    assert {"results_signature", "results_unreadable"} <= {m for m, _ in words(report)}
