"""Facts about one Linux host. ``SCHEMA`` changes when a field changes its meaning."""

from __future__ import annotations

import msgspec

from wardround.facts.linux.accounts import Accounts
from wardround.facts.linux.audit import Audit
from wardround.facts.linux.autostart import Autostart
from wardround.facts.linux.boot import Boot
from wardround.facts.linux.containers import Containers
from wardround.facts.linux.coredumps import CoreDumps
from wardround.facts.linux.cron import Cron
from wardround.facts.linux.disks import Disks
from wardround.facts.linux.files import Files
from wardround.facts.linux.firewall import Firewall
from wardround.facts.linux.homes import Homes
from wardround.facts.linux.intrusion import Intrusion
from wardround.facts.linux.kernel import Kernel
from wardround.facts.linux.legacy import Legacy
from wardround.facts.linux.logging import Logging
from wardround.facts.linux.lsm import Lsm
from wardround.facts.linux.modules import Modules
from wardround.facts.linux.mounts import Mounts
from wardround.facts.linux.network import Network
from wardround.facts.linux.packages import Packages
from wardround.facts.linux.pam import Pam
from wardround.facts.linux.passwords import Passwords
from wardround.facts.linux.patches import Patches
from wardround.facts.linux.places import Places
from wardround.facts.linux.ports import Ports
from wardround.facts.linux.processes import Processes
from wardround.facts.linux.servers import Servers
from wardround.facts.linux.services import Services
from wardround.facts.linux.session import Session
from wardround.facts.linux.ssh import Ssh
from wardround.facts.linux.sudo import Sudo
from wardround.facts.linux.system import System
from wardround.facts.linux.time import Time
from wardround.facts.linux.usb import Usb

SCHEMA = 1


class LinuxFacts(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that one probe run may tell; a section that did not run holds its *not collected* defaults."""

    system: System = System()
    accounts: Accounts = Accounts()
    session: Session = Session()
    homes: Homes = Homes()
    pam: Pam = Pam()
    sudo: Sudo = Sudo()
    passwords: Passwords = Passwords()
    ssh: Ssh = Ssh()
    ports: Ports = Ports()
    services: Services = Services()
    legacy: Legacy = Legacy()
    firewall: Firewall = Firewall()
    network: Network = Network()
    time: Time = Time()
    processes: Processes = Processes()
    packages: Packages = Packages()
    patches: Patches = Patches()
    kernel: Kernel = Kernel()
    modules: Modules = Modules()
    usb: Usb = Usb()
    mounts: Mounts = Mounts()
    boot: Boot = Boot()
    lsm: Lsm = Lsm()
    disks: Disks = Disks()
    containers: Containers = Containers()
    coredumps: CoreDumps = CoreDumps()
    files: Files = Files()
    audit: Audit = Audit()
    autostart: Autostart = Autostart()
    cron: Cron = Cron()
    intrusion: Intrusion = Intrusion()
    logging: Logging = Logging()
    places: Places = Places()
    servers: Servers = Servers()
