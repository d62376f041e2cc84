# One query of the package manager: a host with dpkg's own database is dpkg's, whatever else is installed.
probe_packages() {
  begin packages
  installed=
  if [ -e /var/lib/dpkg/status ] && have dpkg-query; then
    say manager dpkg
    run dpkg-query -W -f '${Package}|${Version}|${Architecture}|${source:Package}|${source:Version}|${Status}\n'
  elif have rpm; then
    say manager rpm
    run rpm -qa --qf '%{NAME}|%|EPOCH?{%{EPOCH}}:{0}|:%{VERSION}-%{RELEASE}|%{ARCH}|%{SOURCERPM}|%{INSTALLTIME}\n'
    installed=$out
  else say manager other
  fi
  finish packages
}
