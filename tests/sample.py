"""A result document as large as a real inspection, made by hand: no machine gave these verdicts.

170 checks on three hosts and a fourth that could not be reached. The names are invented.
"""

from __future__ import annotations

from datetime import date

from wardround.expectations import Document, Hospital
from wardround.inspection.answering import answers
from wardround.inspection.options import Options
from wardround.inspection.rules import program
from wardround.results import (
    SCHEMA,
    Asset,
    CheckText,
    Evidence,
    Failure,
    Judged,
    Method,
    Observation,
    Results,
    Says,
)
from wardround.verdicts import Outcome, Severity

HOSTS = ("his-app-01", "lis-db-02", "pacs-store-03")
#: family, what is looked at, where it stands
FAMILIES = [
    ("accounts", "local account", "本地账户", "/etc/passwd", "svc{n}:x:{n}:{n}::/home/svc{n}:/bin/bash"),
    ("passwords", "password rule", "口令策略", "/etc/login.defs", "PASS_MAX_DAYS 9999{n}"),
    ("pam", "login control", "登录控制", "/etc/pam.d/system-auth", "auth required pam_faillock.so deny={n}"),
    ("sudo", "administrator right", "管理权限", "/etc/sudoers", "user{n} ALL=(ALL) NOPASSWD: ALL"),
    ("session", "session limit", "会话限制", "/etc/profile", "TMOUT={n}"),
    ("ssh", "SSH option", "SSH 选项", "sshd -T", "permitrootlogin yes {n}"),
    ("services", "network service", "网络服务", "systemctl show", "Id=telnet{n}.socket"),
    ("ports", "listening port", "监听端口", "/proc/net/tcp", "0.0.0.0:{n} LISTEN"),
    ("firewall", "packet filter", "防火墙规则", "nft list ruleset", "chain input {{ policy accept; }} # {n}"),
    ("kernel", "kernel setting", "内核参数", "sysctl -a", "net.ipv4.conf.all.accept_redirects = {n}"),
    ("files", "file permission", "文件权限", "walk", "f 4755 0 0 /usr/local/bin/tool{n}"),
    ("audit", "audit rule", "审计规则", "auditctl -l", "-w /etc/shadow -p wa -k id{n}"),
    ("logging", "log retention", "日志留存", "/etc/logrotate.conf", "rotate {n}"),
    ("antivirus", "anti-virus signature", "病毒库", "clamd", "daily.cvd age {n} days"),
    ("patches", "security update", "安全更新", "dpkg-query", "openssl 3.0.{n}-1"),
    ("backup", "backup", "数据备份", "ls /backup", "his-{n}.dmp"),
    ("databases", "database setting", "数据库配置", "ps", "mysqld --bind-address=0.0.0.{n}"),
]
WHY = {
    "en": "Anyone who reaches the host over the network may use it to come in or to stay; no record shows it.",
    "zh": "任何能从网络到达该主机的人都可能借此进入或驻留，且不会留下记录。",
}
REMEDY = {
    "en": "Set it as the hospital's policy says, reload the service, and collect again to prove that it is gone.",
    "zh": "按医院策略调整该项，重新加载服务，并再次采集以证明问题已消除。",
}
REASONS = [
    ("unknown.denied", "Not permitted to read {x}. Run as root to judge this.",
     "无权读取 {x}。请以 root 身份运行后再判定。"),
    ("unknown.no_expectation", "Nothing to compare with: the expectations name no {x}.",
     "缺少对照依据：期望清单未给出{x}。"),
    ("unknown.not_collected", "Not collected by this run: {x}.", "本次未采集：{x}。"),
]  # fmt: skip
SEVERITIES = [Severity.MEDIUM, Severity.LOW, Severity.HIGH, Severity.MEDIUM, Severity.CRITICAL, Severity.LOW]


def _check(n: int) -> tuple[str, CheckText]:
    family, en, zh, _, _ = FAMILIES[n % len(FAMILIES)]
    title = {"en": f"Every {en} of kind {n} is approved and safe", "zh": f"第 {n} 类{zh}经批准且安全"}
    return f"linux.{family}.rule_{n:03}", CheckText(SEVERITIES[n % len(SEVERITIES)], title, WHY, REMEDY)


def _verdict(n: int, host: int, names: int) -> Judged:
    check, card = _check(n)
    _, en, zh, where, shown = FAMILIES[n % len(FAMILIES)]
    asset, digest = HOSTS[host], f"{host + 1:x}" * 64
    line = 10 + 40 * n
    evidence = tuple(
        Evidence(f"{digest[:12]}#L{line + i}", f"{where}:{i + 1}", shown.format(n=n + i)) for i in range(1 + n % 3)
    )
    turn = (n * 7 + host * 3) % 10
    if turn < 2:
        found = [f"{en.split()[-1]}-{n}-{i}" for i in range(names if n == 50 else 1 + n % 4)]
        listed = ", ".join(found[:8]) + (f" and {len(found) - 8} more" if len(found) > 8 else "")
        listed_zh = "、".join(found[:8]) + (f" 等，另有 {len(found) - 8} 项" if len(found) > 8 else "")
        says = Says(
            f"{check}.fail",
            {"found": found, "count": len(found)},
            f"{len(found)} not approved: {listed}; expected none.",
            f"{len(found)} 个未经批准：{listed_zh}；应为 0 个。",
        )
        return Judged(asset, check, Outcome.FAIL, card.severity, says, evidence, digest)
    if turn < 4:
        reason, said, gesagt = REASONS[n % 3]
        says = Says(reason, {"detail": where}, said.format(x=where), gesagt.format(x=where))
        return Judged(asset, check, Outcome.UNKNOWN, card.severity, says, evidence[:1], digest)
    if turn == 4:
        says = Says("not_applicable.no_sshd", {}, f"No {en} is on this host.", f"本机没有{zh}。")
        return Judged(asset, check, Outcome.NOT_APPLICABLE, card.severity, says, (), digest)
    says = Says(f"{check}.pass", {"count": n}, f"All {n} are as expected.", f"{n} 项均符合期望。")
    return Judged(asset, check, Outcome.PASS, card.severity, says, evidence, digest)


def sample(checks: int = 170, hosts: int = 3, names: int = 50) -> Results:
    """The document. ``names`` is how many offending things one of its problems has."""
    expected = Document(hospital=Hospital(name="Example County Hospital 示例县人民医院"))
    verdicts = tuple(_verdict(n, h, names) for h in range(hosts) for n in range(checks))
    cards = dict(_check(n) for n in range(checks))
    failure = Failure("unreachable", "10.9.8.7: no answer within 20 s.", "10.9.8.7：20 秒内无响应。")
    assets = [
        Asset(HOSTS[h], f"ssh://{HOSTS[h]}", "linux",
              "Debian GNU/Linux 12 (bookworm)" if h == 0 else "CentOS Linux 7",
              h == 0, f"{h + 1:x}" * 64)
        for h in range(hosts)
    ]  # fmt: skip
    assets.append(Asset("emr-web-04", "ssh://emr-web-04", "linux", failure=failure))
    gaps = tuple(f"denied: /etc/shadow{i}" for i in range(4))
    options = Options(expected, date(2026, 1, 31), walk=False)
    return Results(
        schema=SCHEMA,
        program=program(),
        as_of="2026-01-31",
        hospital=expected.hospital.name,
        expectations=expected.digest(),
        expected=expected,
        complete=False,
        interrupted=False,
        method=Method(options.walk, options.verify, {"en": "Reads settings.", "zh": "只读取配置。"}),
        checks=cards,
        assets=tuple(assets),
        observations=tuple(
            Observation(a.observation, f"observations/{a.observation}.probe", a.name, "linux", "linux/1",
                        "2026-01-30T22:15:00+00:00", "ssh", a.tested, 120_000, () if a.tested else gaps)
            for a in assets if a.observation
        ),
        verdicts=verdicts,
        catalogues=answers(verdicts, [a.name for a in assets], cards, None),
    )  # fmt: skip
