# The words of the faults. A unit is named without its 'planted-'.
cd /srv/planted
PATH=/srv/planted/bin:$PATH
units=/run/systemd/system
log=/var/log/nginx/planted.access.json

# COMMAND...: waits until it succeeds, for ten seconds at the most.
await() {
    for _ in $(seq 200); do
        if "$@" > /dev/null 2>&1; then return 0; fi
        sleep 0.05
    done
    "$@"
}
stop() { systemctl stop "planted-$1"; }
start() { systemctl start "planted-$1"; }
again() { systemctl restart "planted-$1"; }
hang() { systemctl kill --signal=STOP "planted-$1"; }
wake() { systemctl kill --signal=CONT "planted-$1"; }
killed() { systemctl kill --signal=KILL "planted-$1" && await is_down "$1"; }
is_down() { ! systemctl is-active --quiet "planted-$1"; }
# NAME COMMAND...: a unit of that name, until it is stopped.
background() { name=$1 && shift && systemd-run --quiet --collect --unit="planted-$name" -- "$@"; }
# NAME ADDRESS: something else listens there, and says what it is.
stranger() {
    background "$1" systemd-socket-activate --accept --inetd --listen="$2" sh -c 'cat /srv/planted/stranger; timeout 1 cat > /dev/null'
    await listens "$2"
}
listens() { ss -Hltnx | grep -q "$1 "; }

# PLACE DIRECTIVES: what nginx does there.
page() { printf '%s\n' "$2" > "web/$1.fault" && again nginx@web; }
well() { rm "web/$1.fault" && again nginx@web; }
# SERVICE NAME: the certificate that it has after its next start.
certificate() { ln -sfn "$2.pem" "certificates/live-$1.pem"; }

visits() { curl -s -o /dev/null 'http://127.0.0.1:18081/visit?[1-20]'; }
supervise() { supervisorctl --configuration supervisor/supervisord.conf "$@" > /dev/null; }
all_run() { supervisorctl --configuration "$1/supervisord.conf" status; }
restarted() { [ "$(systemctl show --value --property=NRestarts "planted-$1")" = 1 ] && ! is_down "$1"; }

# DATABASE STATEMENTS, of PostgreSQL, and of MariaDB.
sql_of() { runuser -u planted -- psql -qAtX -v ON_ERROR_STOP=1 -h /srv/planted/run -p "${port:-18432}" -d "$1" -c "$2"; }
my_of() { mariadb --skip-ssl --socket=run/mariadb.sock --database="$1" --execute="$2"; }
sql() { sql_of shop "$1"; }
my() { my_of shop "$1"; }
replica() { port=18433 sql_of shop "$1"; }
follows() { [ "$(replica 'SELECT count(*) FROM pg_stat_wal_receiver')" = 1 ]; }
does_not_follow() { ! follows; }
sees() { [ "$(sql "SHOW $1")" = "$2" ]; }
is_locked() { [ "$(sql "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = 'latest'::regclass")" = 1 ]; }
cache() { redis-cli -e -s run/cache.sock --no-auth-warning -a planted-password "$@"; }
broker() { redis-cli -e -s run/broker.sock "$@"; }

# NAME ADDRESS: what the host's own list of names says. The file is mounted, and can't be replaced.
name() { echo "$2 $1.planted.test" >> /etc/hosts; }
no_name() { sed "/ $1[.]planted[.]test/d" /etc/hosts > run/hosts && cat run/hosts > /etc/hosts; }
