"""Protection against malicious code: an engine that is there, runs, and is up to date."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from wardround.checks import Given, check, failed, need, not_applicable, passed, undecided, unknown
from wardround.facts import Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.places import Dated
from wardround.verdicts import Verdict


class Engine(msgspec.Struct, frozen=True):
    """How one product shows itself: processes of its resident part, units, packages, where it is installed.

    ``signatures`` matches the files of its virus definitions; "" where they are not known or not files.
    """

    name: str
    processes: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    homes: tuple[str, ...] = ()
    signatures: str = ""


ENGINES = (
    Engine(
        "ClamAV",
        ("clamd", "clamonacc"),
        ("clamav-daemon.service", "clamd@scan.service", "clamd.service"),
        ("clamav", "clamav-daemon", "clamd", "clamav-server"),
        (),
        r"/var/lib/clamav/(daily|main)\.(cvd|cld)",
    ),
    Engine("Sophos", ("savd", "savscand", "sophos_threat_det"), ("sav-protect.service", "sophos-spl.service"),
           homes=("/opt/sophos-av", "/opt/sophos-spl")),
    Engine("ESET", ("esets_daemon", "oaeventd", "odfeeder", "scand"), ("efs.service", "eea.service", "esets.service"),
           ("efs", "eea", "esets"), ("/opt/eset",)),
    Engine("Bitdefender", ("bdsecd", "bdsrvscand"), ("bdsec.service", "bdsrvscan.service"),
           ("bitdefender-security-tools",), ("/opt/bitdefender-security-tools", "/opt/BitDefender")),
    Engine("Trend Micro Deep Security", ("ds_agent", "ds_am"), ("ds_agent.service",), ("ds-agent",),
           ("/opt/ds_agent",)),
    Engine("Trend Micro ServerProtect", ("splxcore", "vsapiapp"), ("splx.service",), ("SProtectLinux",),
           ("/opt/TrendMicro/SProtectLinux",)),
    Engine("McAfee / Trellix ENS", ("mfetpd", "mfetpcli"), ("mfetpd.service",), ("McAfeeTP",), ("/opt/McAfee/ens",)),
    Engine("Microsoft Defender", ("wdavdaemon", "mdatp_audisp_pl"), ("mdatp.service",), ("mdatp",),
           ("/opt/microsoft/mdatp",)),
    Engine("Symantec", ("rtvscand", "symcfgd", "sisamdagent"), ("rtvscand.service", "sisamdagent.service"),
           ("sav",), ("/opt/Symantec",)),
    Engine("CrowdStrike Falcon", ("falcon-sensor", "falcon-sensor-b"), ("falcon-sensor.service",), ("falcon-sensor",),
           ("/opt/CrowdStrike",)),
    Engine("SentinelOne", ("s1-agent", "sentinelone-age"), ("sentinelone.service",), ("SentinelAgent", "sentinelagent"),
           ("/opt/sentinelone",)),
    Engine("Dr.Web", ("drweb-configd", "drweb-filecheck", "drwebd"), ("drweb-configd.service",), (),
           ("/opt/drweb.com",),
           r"/var/opt/drweb\.com/bases/.+\.vdb"),
    Engine("F-Secure / WithSecure", ("fsavd", "fsaccd", "baseguard"), ("fsma.service", "f-secure-baseguard.service"),
           (), ("/opt/f-secure",)),
    Engine("Comodo", ("cmgdaemon", "cavscan"), ("cmdavd.service",), ("cav-linux",), ("/opt/COMODO",)),
    Engine("Qi-AnXin", ("qaxsafed",), (), ("qaxsafe",), ("/opt/qaxsafe",)),
    Engine("Sangfor EDR", ("edr_agent", "edr_monitor", "abs_monitor"), (), (), ("/sf/edr/agent",)),
    Engine("Qingteng Titan", ("titanagent", "titan_monitor"), ("titanagent.service",), ("titanagent",),
           ("/titan/agent",)),
    Engine("Alibaba Cloud Security Centre", ("AliYunDun", "AliYunDunMonito", "aegis_cli"), ("aegis.service",), (),
           ("/usr/local/aegis",)),
    Engine("Tencent Cloud Workload Protection", ("YDService", "YDLive"), ("YDService.service",), (),
           ("/usr/local/qcloud/YunJing",)),
    Engine("Huawei Cloud Host Security", ("hostguard", "hostwatch"), ("hostguard.service",), ("hostguard",),
           ("/usr/local/hostguard",)),
    Engine("Linux Malware Detect", ("maldet",), ("maldet.service",), (), ("/usr/local/maldetect",)),
)
LOOKED = tuple(engine.name for engine in ENGINES)
HOMES = tuple(f"{home}/" for engine in ENGINES for home in engine.homes)
_SCANNER = re.compile(r"\b(clamscan|clamdscan|maldet)\b|\bsavscan\b|\bmdatp\s+scan\b|\bdrweb-ctl\s+scan\b")
_SCAN_LOG = re.compile(r"/var/log/(clamav/)?[^/]*(clamscan|clamdscan|clamav-scan|avscan|virus-?scan)[^/]*")


def _running(host: LinuxFacts, engine: Engine) -> list:
    need(host.processes.names)
    found = host.processes.named(engine.processes)
    homes = tuple(f"{home}/" for home in engine.homes)
    return found + [p for p in host.processes.with_file if p.exe.startswith(homes) and p not in found]


def _at_home(host: LinuxFacts) -> bool:
    """Whether anything at all runs from the folder of an engine."""
    return any(p.exe.startswith(HOMES) for p in host.processes.with_file)


def _traces(host: LinuxFacts, engine: Engine, at_home: bool) -> list:
    """All that shows the product: running, installed as a package, a unit, or its folder."""
    need(host.places.files)
    folders = [found for home in engine.homes if (found := host.places.by_path.get(home))]
    units = [u for u in host.services.named(engine.units) if u.active == "active" or u.enabled not in ("", "masked")]
    need(host.processes.names)
    running = _running(host, engine) if at_home else host.processes.named(engine.processes)
    return [*running, *host.packages.named(engine.packages), *units, *folders]


def _gap(host: LinuxFacts) -> Unread | None:
    """What could hide an engine: processes, packages or places not fully seen (units add nothing to these)."""
    for listing in (host.processes.names, host.packages.installed, host.places.under(*_homes(ENGINES))):
        if isinstance(listing, Unread):
            return listing
        if not listing.complete:
            return listing.gaps[0]
    return None


def _homes(engines: Iterable[Engine]) -> list[str]:
    return [home for engine in engines for home in engine.homes]


def _present(host: LinuxFacts) -> list[tuple[Engine, list]]:
    at_home = _at_home(host)
    return [(engine, traces) for engine in ENGINES if (traces := _traces(host, engine, at_home))]


def _none(host: LinuxFacts) -> Verdict:
    gap = _gap(host)
    return unknown(gap) if gap else not_applicable(says="not_applicable.no_antivirus")


@check("linux.antivirus.present")
def present(host: LinuxFacts, given: Given) -> Verdict:
    found = _present(host)
    if found:
        return passed([t for _, traces in found for t in traces[:3]], found=[e.name for e, _ in found])
    gap = _gap(host)
    return unknown(gap) if gap else failed(host.processes.running, looked=list(LOOKED))


@check("linux.antivirus.running")
def running(host: LinuxFacts, given: Given) -> Verdict:
    found = _present(host)
    if not found:
        return _none(host)
    if alive := [(e, p) for e, _ in found if (p := _running(host, e))]:
        return passed([p for _, ps in alive for p in ps[:3]], found=[e.name for e, _ in alive])
    processes = need(host.processes.names)
    if not need(host.processes.running).complete and _homes(e for e, _ in found):
        return unknown(need(host.processes.running).gaps[0])
    return failed([t for _, ts in found for t in ts[:3]], processes, found=[e.name for e, _ in found])


def _newest(host: LinuxFacts, engine: Engine) -> Dated | None:
    files = [f for f in need(host.places.files).items if f.kind == "f" and re.fullmatch(engine.signatures, f.path)]
    return max(files, key=lambda f: f.modified, default=None)


@check("linux.antivirus.signatures")
def signatures(host: LinuxFacts, given: Given) -> Verdict:
    """Of engines with definition files on disk, the one that is most up to date decides."""
    limit = given.expect.limit("signature_days")
    found = _present(host)
    if not found:
        return _none(host)
    dated = [(given.days_since(f.modified), f, e) for e, _ in found if e.signatures and (f := _newest(host, e))]
    if dated:
        days, file, engine = min(dated, key=lambda row: row[0])
        if days < -1:
            return unknown(Unread("error", f"{file.path}: {days} d", file.line))
        return (passed if days <= limit else failed)(file, days=max(days, 0), limit=limit, found=engine.name)
    known = [e for e, _ in found if e.signatures]
    where = need(host.places.under("/var/lib/clamav", "/var/opt/drweb.com/bases"))
    if known and len(known) == len(found) and where.complete:
        return failed([t for _, ts in found for t in ts[:3]], says="none", found=[e.name for e in known])
    if where.gaps:
        return unknown(where.gaps[0])
    traces = [t for _, ts in found for t in ts[:3]]
    return undecided(traces, says="unknown.no_signatures", found=[e.name for e, _ in found])


@check("linux.antivirus.updater")
def updater(host: LinuxFacts, given: Given) -> Verdict:
    """ClamAV alone leaves its updates to a second program; other engines do them on their own."""
    found = _present(host)
    clamav = [traces for engine, traces in found if engine.name == "ClamAV"]
    if not found:
        return _none(host)
    if not clamav:
        return not_applicable([t for _, ts in found for t in ts[:3]], says="not_applicable.own_updater")
    units = [u for u in host.services.named(("clamav-freshclam.service", "clamav-freshclam-once.timer")) if u.wanted]
    alive = host.processes.named(("freshclam",))
    jobs = need(host.cron.jobs)
    planned = [j for j in jobs.items if "freshclam" in j.command]
    if units or alive or planned:
        return passed(units, alive, planned)
    if isinstance(host.services.units, Unread):
        return unknown(host.services.units)
    gaps = jobs.gaps + host.services.units.gaps
    return unknown(gaps[0]) if gaps else failed(clamav[0][:3], jobs)


@check("linux.antivirus.scan")
def scan(host: LinuxFacts, given: Given) -> Verdict:
    """The youngest trace of a full scan: the log that a planned scan leaves. No trace says nothing either way."""
    limit = given.expect.limit("scan_days")
    found = _present(host)
    if not found:
        return _none(host)
    logs = [f for f in need(host.places.under("/var/log")).items if f.kind == "f" and _SCAN_LOG.fullmatch(f.path)]
    logs += [f for f in need(host.places.under("/var/log/clamav")).items if "scan" in f.name]
    if not logs:
        planned = [j for j in need(host.cron.jobs).items if _SCANNER.search(j.command)]
        return undecided(planned, says="unknown.no_trace", looked=["/var/log/*scan*", "/var/log/clamav"])
    last = max(logs, key=lambda f: f.modified)
    days = max(given.days_since(last.modified), 0)
    return (passed if days <= limit else failed)(last, days=days, limit=limit, found=last.path)
