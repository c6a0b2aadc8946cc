#!/bin/sh
# Make sure of the system libraries that Qt's wheel expects but does not carry (Linux only).
#
# The table is what `objdump -p` shows as NEEDED by libQt6{Core,Gui,Widgets,DBus,XcbQpa} and the
# xcb platform plugin of PySide6-Essentials 6.11, less what every Debian has. Nothing is done, and
# apt is not called, when all are there.
set -eu

[ "$(uname -s)" = Linux ] || exit 0

# The folder of ldconfig is not in an ordinary Debian user's PATH.
PATH="$PATH:/usr/sbin:/sbin"

libraries='
libEGL.so.1 libegl1
libGL.so.1 libgl1
libX11.so.6 libx11-6
libX11-xcb.so.1 libx11-xcb1
libdbus-1.so.3 libdbus-1-3
libfontconfig.so.1 libfontconfig1
libfreetype.so.6 libfreetype6
libglib-2.0.so.0 libglib2.0-0
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-image.so.0 libxcb-image0
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-randr.so.0 libxcb-randr0
libxcb-render.so.0 libxcb-render0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0 libxcb-shape0
libxcb-shm.so.0 libxcb-shm0
libxcb-sync.so.1 libxcb-sync1
libxcb-util.so.1 libxcb-util1
libxcb-xfixes.so.0 libxcb-xfixes0
libxcb-xkb.so.1 libxcb-xkb1
libxkbcommon.so.0 libxkbcommon0
libxkbcommon-x11.so.0 libxkbcommon-x11-0
'

missing_packages() {
    present=$(ldconfig -p)
    echo "$libraries" | while read -r library package; do
        [ -n "$library" ] || continue
        case "$present" in
            *"	$library "*) ;;
            *) printf ' %s' "$package" ;;
        esac
    done
}

packages=$(missing_packages)
[ -n "$packages" ] || exit 0

install="apt-get install -y --no-install-recommends$packages"
if ! command -v apt-get >/dev/null 2>&1; then
    echo "Qt needs system libraries; Debian calls them:$packages" >&2
    echo "Install your system's packages of the same libraries, then repeat the command." >&2
    exit 1
elif [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    echo "Qt needs system libraries. Run this line once, then repeat the command:" >&2
    echo "  sudo apt-get update && sudo $install" >&2
    exit 1
fi

echo "· Qt's system libraries:$packages"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The lists of a foreign source may fail and Debian's own still be there: what counts is the install.
$as_root apt-get update >"$log" 2>&1 || true
# shellcheck disable=SC2086 # the words of the command are meant to be split
if $as_root env DEBIAN_FRONTEND=noninteractive $install >>"$log" 2>&1; then
    exit 0
fi
tail -n 15 "$log" >&2
echo "apt-get could not install them. Run this line, then repeat the command:" >&2
echo "  ${as_root:+sudo }$install" >&2
exit 1
