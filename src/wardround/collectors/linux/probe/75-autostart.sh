# Local units (only what they run and as whom; other lines stay blank so that numbers hold), rc.local, and lines of start
# scripts that fetch and run something or open a connection from the shell.
probe_autostart() {
  begin autostart
  set --
  for f in /etc/systemd/system/*.service /etc/systemd/system/*.service.d/*.conf /usr/local/lib/systemd/system/*.service; do
    [ -L "$f" ] || set -- "$@" "$f"
  done
  functions=$masking form='($0 ~ /^[ \t]*(\[|Exec|User)/ ? substr(mask($0), 1, 1000) : "")'
  show 400 "$@"
  functions= form=
  conceal 200 /etc/rc.local /etc/rc.d/rc.local
  set --
  for f in /etc/cron.hourly/* /etc/cron.daily/* /etc/cron.weekly/* /etc/cron.monthly/* /etc/profile /etc/profile.d/* /etc/bash.bashrc \
    /etc/bashrc /etc/rc.local /etc/rc.d/rc.local /etc/init.d/* /etc/update-motd.d/* /root/.bashrc /root/.profile /root/.bash_profile; do
    [ ! -f "$f" ] || if [ -r "$f" ]; then set -- "$@" "$f"; else miss denied "$f"; fi
  done
  [ -x /root ] || miss denied /root
  printf '=suspicious\n'
  grep -aHnE '(curl|wget|fetch|lwp-download)[^#]*\|[ ]*(sudo )?([^ ]*/)?(ba|da|z|k|a)?sh|base64 +(-d|--decode)[^#]*\|[ ]*([^ ]*/)?(ba|da|z|k)?sh|/dev/(tcp|udp)/|LD_PRELOAD=[^ ]*/(tmp|var/tmp|dev/shm)/' \
    /dev/null "$@" | awk "$masking"'{ print "|" substr(mask($0), 1, 500) }'
  finish autostart
}
