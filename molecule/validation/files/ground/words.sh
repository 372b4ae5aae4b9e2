# The words of the faults. What was there at first is in good/.
cd /srv/validated
. ./common.sh

# FILE...: as it was at first.
well() { for file; do cp -p "good/$file" "$file"; done; }
# FILE TEXT REPLACEMENT: in each line of it.
edit() { sed -i "s/$2/$3/" "$1" && ! cmp -s "$1" "good/$1"; }

# NAME: it is not in the environment of the application; NAME=VALUE: it has this value; and as it was.
unset_variable() { sed -i "/^$1=/d" environment; }
variable() { unset_variable "${1%%=*}" && echo "${1%%=*}='${1#*=}'" >> environment; }
well_variable() { unset_variable "$1" && grep "^$1=" good/environment >> environment; }

# NAME DIRECTIVE: what a pool of php-fpm has besides.
pool() { echo "$2" > "run/shop-$1.conf" && again php@shop; }
well_pool() { rm "run/shop-$1.conf" && again php@shop; }

# NAME: the certificate that a server has from its next start on, or that there is.
served() { ln -sfn "$1.pem" certificates/served.pem && again tls && await listens 127.0.0.1:18394; }
certificate() { ln -sfn "$1.pem" certificates/live.pem; }

cache() { redis-cli -e -s run/cache.sock --no-auth-warning -a "${password:-raiGhie5aeSh}" "$@" > /dev/null; }

# VERSION [DATE]: what the repository of updates has, and has had since; apt's lists of it are made anew.
offer() {
    rm -rf run/deb && mkdir -p run/deb/DEBIAN repository
    printf '%s\n' 'Package: validated-tool' "Version: $1" 'Architecture: all' 'Maintainer: nobody <nobody@validated.test>' 'Description: nothing' > run/deb/DEBIAN/control
    dpkg-deb --root-owner-group --build run/deb "repository/$1.deb" > /dev/null
    (
        cd repository
        cat ../run/deb/DEBIAN/control > Packages
        printf '%s\n' "Filename: ./$1.deb" "Size: $(stat -c %s "$1.deb")" "SHA256: $(sha256sum < "$1.deb" | cut -d ' ' -f 1)" >> Packages
        printf '%s\n' 'Label: Debian-Security' 'Version: 99' 'Suite: validated' "Date: $(date -Ru -d "${2:-now}")" 'SHA256:' > Release
        echo " $(sha256sum < Packages | cut -d ' ' -f 1) $(stat -c %s Packages) Packages" >> Release
    )
    # It takes none that is older than the one it has.
    rm -f lists/_srv_validated_*
    apt-get update --quiet --quiet
}
# SETTING VALUE: that of the kernel, which a container may only read.
sysctl_set() { mount -o remount,bind,rw /proc/sys && echo "$2" > "/proc/sys/$1" && mount -o remount,bind,ro /proc/sys; }
newest_kernel=/boot/vmlinuz-$(uname -r | sed 's/^[0-9]*/99/')
listens_udp() { ss -Hlnu | grep -q "$1 "; }
