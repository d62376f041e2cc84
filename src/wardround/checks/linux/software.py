"""Software that has no place on a hospital's server, by package and by running program."""

from __future__ import annotations

import re

from wardround.checks import Given, approves, check, expected, failed, need, none_of, passed, unknown
from wardround.facts import Unread
from wardround.facts.linux import LinuxFacts
from wardround.verdicts import Verdict

#: check id -> (names of packages, names of programs), each a whole name; ".*" and the like as in a regular expression
KINDS: dict[str, tuple[str, str]] = {
    "linux.software.peer_to_peer": (
        r"transmission(-.*)?|qbittorrent(-nox)?|deluge(d|-.*)?|amule(-.*)?|ktorrent|rtorrent|mldonkey.*|mktorrent"
        r"|vuze|nicotine|syncthing",
        r"transmission-(daemon|gtk|qt)|qbittorrent(-nox)?|deluge(d|-gtk|-web)?|amuled?|ktorrent|rtorrent|mlnet|nicotine"
        r"|syncthing",
    ),
    "linux.software.games": (
        r"steam(-.*)?|lutris|minetest.*|luanti.*|supertuxkart.*|0ad|freeciv.*|wesnoth.*|openttd.*|aisleriot"
        r"|gnome-(mines|mahjongg|sudoku|chess|2048|games.*)|kpat|kmines|kmahjongg|bsdgames|nethack.*|frozen-bubble"
        r"|gnuchess|supertux|warzone2100|xonotic|retroarch|dosbox",
        r"steam(webhelper)?|lutris|minetest(server)?|luanti|supertuxkart|freeciv-.*|wesnoth|openttd|retroarch|dosbox",
    ),
    "linux.software.remote_control": (
        r"teamviewer.*|anydesk|sunloginclient.*|sunlogin.*|todesk.*|rustdesk|x11vnc|tigervnc-.*server.*|tightvncserver"
        r"|vino|realvnc-vnc-server|xrdp|nomachine|gotohttp|gnome-remote-desktop|krfb|dwagent|meshagent|chrome-remote-desktop",
        r"teamviewerd|TeamViewer|anydesk|sunloginclient(_linux)?|oray_rundaemon|slscreenagent|ToDesk(_Service|_Session)?"
        r"|rustdesk|x11vnc|Xvnc|Xtigervnc|Xtightvnc|vncserver-x11.*|vino-server|xrdp(-sesman)?|nxserver\.bin|gotohttp"
        r"|krfb|dwagsvc|meshagent|chrome-remote-de.*",
    ),
    "linux.software.tunnels": (
        r"frp|frpc|frps|ngrok|cloudflared|zerotier-one|tailscale|v2ray|xray|shadowsocks.*|trojan|trojan-go|gost|nps|npc"
        r"|chisel|sing-box|clash.*|mihomo|tor|privoxy|hysteria|proxychains.*|n2n|wstunnel|iodine|ptunnel|corkscrew|phddns",
        r"frp[cs]|ngrok|cloudflared|zerotier-one|tailscaled|v2ray|xray|ss-(local|server|redir|tunnel)|ssserver|sslocal"
        r"|trojan(-go)?|gost|np[cs]|chisel|sing-box|clash(-.*)?|mihomo|tor|privoxy|hysteria|edge|supernode|wstunnel|iodined?"
        r"|phtunnel|phddns|natapp|lanproxy.*|nbclient|ew_for_linux.*|iox|venom_agent.*|stowaway.*",
    ),
    "linux.software.attack_tools": (
        r"nmap|masscan|zmap|hydra|medusa|ncrack|john|hashcat|sqlmap|nikto|metasploit.*|aircrack-ng|ettercap-.*|bettercap"
        r"|wireshark(-.*)?|tshark|tcpdump|dsniff|arpspoof|responder|gobuster|dirb|wfuzz|yersinia|netcat-traditional|nmap-ncat"
        r"|hping3|crackmapexec|impacket-scripts|fscan|proxychains4",
        r"masscan|zmap|hydra|medusa|ncrack|john|hashcat|sqlmap|msfconsole|aircrack-ng|ettercap|bettercap|tshark|tcpdump|dsniff"
        r"|fscan|responder",
    ),
    "linux.software.build_tools": (
        r"gcc(-\d+)?|g\+\+(-\d+)?|gcc-c\+\+|clang(-\d+)?|tcc|golang(-\d.*)?|golang-go|rustc|gdb|strace|ltrace|nasm|radare2",
        r"gdb|gdbserver|strace|ltrace",
    ),
    "linux.software.desktop": (
        r"xserver-xorg-core|xorg-x11-server-Xorg|gnome-shell|plasma-(desktop|workspace)|xfce4-session|mate-session-manager"
        r"|lightdm|gdm3?|sddm|ukui-session-manager|dde-session.*|dde-desktop",
        r"Xorg|X|gnome-shell|plasmashell|lightdm|gdm|sddm|ukui-session|dde-desktop",
    ),
}


def _register(check_id: str, packages: str, programs: str) -> None:
    by_package, by_program = re.compile(packages), re.compile(programs)

    @check(check_id)
    def absent(host: LinuxFacts, given: Given) -> Verdict:
        """One list may be unread: what the other shows still counts; a pass needs both."""
        installed, running = host.packages.installed, host.processes.names
        of_name = host.packages.by_name
        found = [p for name in filter(by_package.fullmatch, of_name) for p in of_name[name]]
        alive = [] if isinstance(running, Unread) else [p for p in running.items if by_program.fullmatch(p.program)]
        if found or alive:
            names = dict.fromkeys([*(p.name for p in found), *(f"{p.program} ({p.pid})" for p in alive)])
            return failed(found, alive, found=list(names), count=len(names))
        for listing in (need(installed), need(running)):
            if not listing.complete:
                return unknown(listing.gaps[0])
        return passed(need(installed), need(running), count=len(need(installed).items))


for _id, _row in KINDS.items():
    _register(_id, *_row)


@check("linux.software.unapproved")
def unapproved(host: LinuxFacts, given: Given) -> Verdict:
    names = expected(given.expect.lists.software, "software")
    return none_of(host.packages.installed, lambda p: not approves(names, p.name), lambda p: f"{p.name} {p.version}")
