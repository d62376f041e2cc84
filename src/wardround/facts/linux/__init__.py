"""Facts about one Linux host. ``SCHEMA`` changes when a field changes its meaning."""

from __future__ import annotations

import msgspec

from wardround.facts.linux.accounts import Accounts
from wardround.facts.linux.files import Files
from wardround.facts.linux.homes import Homes
from wardround.facts.linux.kernel import Kernel
from wardround.facts.linux.packages import Packages
from wardround.facts.linux.pam import Pam
from wardround.facts.linux.passwords import Passwords
from wardround.facts.linux.ports import Ports
from wardround.facts.linux.processes import Processes
from wardround.facts.linux.services import Services
from wardround.facts.linux.session import Session
from wardround.facts.linux.ssh import Ssh
from wardround.facts.linux.sudo import Sudo
from wardround.facts.linux.system import System

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
    processes: Processes = Processes()
    packages: Packages = Packages()
    kernel: Kernel = Kernel()
    files: Files = Files()
