# The words of the faults.
cd /srv/planted
. ./common.sh
PATH=/srv/planted/bin:$PATH
log=/var/log/nginx/planted.access.json

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
