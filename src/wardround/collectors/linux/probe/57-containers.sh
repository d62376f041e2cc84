# What containers may do to this host. A container's environment, where secrets stand, is never read.
probe_containers() {
  begin containers
  show 500 /etc/docker/daemon.json
  for tool in dockerd podman containerd crio kubelet; do
    if have "$tool"; then say "tool $tool" present; else say "tool $tool" absent; fi
  done
  set -- /var/lib/docker/containers/*/hostconfig.json
  if [ -e "$1" ]; then
    awk 'FNR == 1 { print "=" FILENAME; sub(/"LogConfig":\{[^}]*\{[^}]*\}[^}]*\}/, "\"LogConfig\":null"); print "|" substr($0, 1, 60000) }' "$@"
  elif [ -d /var/lib/docker ] && [ ! -x /var/lib/docker ]; then miss denied /var/lib/docker/containers
  elif [ -d /var/lib/docker/containers ] && [ ! -r /var/lib/docker/containers ]; then miss denied /var/lib/docker/containers
  elif [ ! -d /var/lib/docker/containers ]; then miss absent /var/lib/docker/containers
  else say /var/lib/docker/containers empty
  fi
  show 500 /var/lib/kubelet/config.yaml
  finish containers
}
