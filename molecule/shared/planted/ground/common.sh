# The words that all scenarios' faults have. The folder that one is in gives units their first word, which is left out here.
folder=$PWD
prefix=${folder##*/}
units=/run/systemd/system

# COMMAND...: waits until it succeeds, for ten seconds at the most.
await() {
    for _ in $(seq 200); do
        if "$@" > /dev/null 2>&1; then return 0; fi
        sleep 0.05
    done
    "$@"
}
stop() { systemctl stop "$prefix-$1"; }
start() { systemctl start "$prefix-$1"; }
again() { systemctl restart "$prefix-$1"; }
hang() { systemctl kill --signal=STOP "$prefix-$1"; }
wake() { systemctl kill --signal=CONT "$prefix-$1"; }
killed() { systemctl kill --signal=KILL "$prefix-$1" && await is_down "$1"; }
is_down() { ! systemctl is-active --quiet "$prefix-$1"; }
# NAME COMMAND...: a unit of that name, until it is stopped.
background() { name=$1 && shift && systemd-run --quiet --collect --unit="$prefix-$name" -- "$@"; }
# NAME ADDRESS: something else listens there, and says what is no answer to anything.
stranger() {
    background "$1" systemd-socket-activate --accept --inetd --listen="$2" sh -c "echo 220 mail.$prefix.test; timeout 1 cat > /dev/null"
    await listens "$2"
}
listens() { ss -Hltnx | grep -q "$1 "; }
