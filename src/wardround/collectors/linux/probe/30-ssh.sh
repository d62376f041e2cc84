probe_ssh() {
  begin ssh
  if have sshd; then
    say present yes
    if [ "$(id -u)" = 0 ]; then run sshd -T; else miss denied "sshd -T"; fi
  else say present no
  fi
  show 2000 /etc/ssh/sshd_config /etc/ssh/sshd_config.d/*.conf
  finish ssh
}
