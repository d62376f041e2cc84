"""Facts about one Linux host. ``SCHEMA`` changes when a field changes its meaning."""

from __future__ import annotations

import msgspec

from wardround.facts.linux.accounts import Accounts
from wardround.facts.linux.files import Files
from wardround.facts.linux.firewall import Firewall
from wardround.facts.linux.kernel import Kernel
from wardround.facts.linux.legacy import Legacy
from wardround.facts.linux.network import Network
from wardround.facts.linux.packages import Packages
from wardround.facts.linux.patches import Patches
from wardround.facts.linux.ports import Ports
from wardround.facts.linux.processes import Processes
from wardround.facts.linux.services import Services
from wardround.facts.linux.ssh import Ssh
from wardround.facts.linux.system import System
from wardround.facts.linux.time import Time

SCHEMA = 1


class LinuxFacts(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that one probe run may tell; a section that did not run holds its *not collected* defaults."""

    system: System = System()
    accounts: Accounts = Accounts()
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
    files: Files = Files()
