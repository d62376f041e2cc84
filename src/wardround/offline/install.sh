#!/bin/sh
# Installs or upgrades Wardround from this folder. Needs no network and no pip, only the same Python and platform.
#     sh install.sh [FOLDER]        FOLDER is /opt/wardround unless given
# The version before stays beside the new one; what you collected and your keys are not touched.
set -eu
from=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
into=${1:-/opt/wardround}
say() { printf '%s\n' "$*" >&2; }
stop() { say "$*"; exit 2; }

value() { sed -n "s/^$1=//p" "$from/ABOUT"; }
version=$(value version); platform=$(value platform); wanted=$(value python)

(cd "$from" && sha256sum -c --quiet SHA256SUMS >&2) ||
  stop "This folder is damaged or was changed; copy the archive again. / 安装文件损坏或被改动，请重新复制安装包。"

python=
for name in "python$wanted" python3 python; do
  if command -v "$name" >/dev/null 2>&1; then
    found=$("$name" -I -c 'import sys, sysconfig
print(sysconfig.get_platform().replace(".", "_") + "-cp%d%d" % sys.version_info[:2])' 2>/dev/null) || continue
    if [ "$found" = "$platform" ]; then python=$(command -v "$name"); break; fi
  fi
done
[ -n "$python" ] ||
  stop "This archive is for $platform and Python $wanted, which is not on this machine. / 本安装包适用于 $platform 与 Python $wanted，本机未找到。"

mkdir -p "$into/versions" "$into/bin" || stop "$into cannot be written: choose another folder, or run as root. / $into 无法写入：请更换目录或以 root 运行。"
new=$into/versions/$version
rm -rf "$new.part"
mkdir "$new.part"
cp -R "$from/lib" "$from/ABOUT" "$from/SHA256SUMS" "$new.part/"
if [ -e "$new" ]; then rm -rf "$new.old"; mv "$new" "$new.old"; fi
mv "$new.part" "$new"
rm -rf "$new.old"

ln -s "versions/$version" "$into/current.$$"
mv -T "$into/current.$$" "$into/current" 2>/dev/null || { rm -f "$into/current"; mv "$into/current.$$" "$into/current"; }

cat >"$into/bin/wardround.$$" <<EOF
#!/bin/sh
exec "$python" -I -c 'import sys
sys.path.insert(0, sys.argv.pop(1))
sys.argv[0] = "wardround"
from wardround.cli import main
main()' "$into/current/lib" "\$@"
EOF
chmod 755 "$into/bin/wardround.$$"
mv "$into/bin/wardround.$$" "$into/bin/wardround"
say "Wardround $version is installed: $into/bin/wardround / 已安装 Wardround $version：$into/bin/wardround"
