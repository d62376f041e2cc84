# What a log-in gets: of shell start files only the lines on PATH, TMOUT and umask, for others may hold secrets.
probe_session() {
  begin session
  set --
  for f in /etc/environment /etc/profile /etc/profile.d/*.sh /etc/bashrc /etc/bash.bashrc /etc/zsh/zshenv \
    /root/.profile /root/.bash_profile /root/.bash_login /root/.bashrc; do
    case $f in *"$nl"*) continue ;; esac
    if [ -f "$f" ] && [ -r "$f" ]; then set -- "$@" "$f"; printf '+starts %s\n' "$f"
    elif [ -e "$f" ]; then miss denied "$f"
    else case $f in /root/*) [ ! -d /root ] || [ -x /root ] || miss denied "$f" ;; esac
    fi
  done
  starts=
  [ $# -eq 0 ] || starts=$(awk '
    FNR == 1 { print "=starts " FILENAME }
    /^[ \t]*#/ || FNR > 5000 { next }
    { rest = $0
      while (match(rest, /(^|[ \t;&"])(PATH=[^;&]*|(readonly|declare|typeset|export|unset)[ \t][^;&=]*TMOUT(=[^;& \t]*)?|TMOUT=[^;& \t]*|umask[ \t]+[^;& \t]+)/)) {
        found = substr(rest, RSTART, RLENGTH); rest = substr(rest, RSTART + RLENGTH)
        sub(/^[ \t;&"]+/, "", found); print "|" FNR ": " substr(found, 1, 1000)
      } }' "$@" 2>/dev/null)
  printf '%s\n' "$starts"
  path_folders
  show 60 /etc/issue /etc/issue.net /etc/motd /etc/securetty
  screens
  finish session
}

# Owner and mode of every folder that those lines put into PATH, and of the one in login.defs.
path_folders() {
  dirs=
  [ ! -r /etc/login.defs ] || while read -r key value rest; do
    [ "$key" != ENV_SUPATH ] || starts="$starts$nl|0: $value"
  done </etc/login.defs
  set -f; IFS="$nl:\"'=$(printf ' \t')"
  for part in $starts; do case $part in /?*) dirs="$dirs$nl$part" ;; esac; done
  IFS=$nl; set -- $dirs; unset IFS; set +f
  printf '=folders\n'
  [ $# -eq 0 ] || stat -L -c '|%f %u %g %n' "$@" 2>/dev/null
}

# Which graphical log-in is there, and what the administrator set for its screen lock.
screens() {
  printf '=displays\n'
  for f in /usr/sbin/gdm /usr/sbin/gdm3 /usr/bin/gdm /usr/sbin/lightdm /usr/bin/sddm /usr/sbin/sddm /usr/bin/kdm \
    /usr/bin/xdm /usr/sbin/lxdm /usr/sbin/ukui-greeter /usr/bin/gnome-shell /usr/bin/ukui-session /usr/bin/startdde \
    /usr/bin/startplasma-x11 /usr/bin/xfce4-session /usr/bin/mate-session; do
    [ ! -x "$f" ] || printf '|%s\n' "$f"
  done
  show 300 /etc/dconf/db/*.d/* /etc/dconf/db/*.d/locks/* /usr/share/glib-2.0/schemas/*.gschema.override
}
