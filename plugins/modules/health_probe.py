# -*- coding: utf-8 -*-
# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: health_probe
short_description: Ask many things at once whether they are well
description:
  - Runs all O(probes) in one call, at the same time, each as often as it says, and makes one verdict of them.
  - What is not well is no failed task but a RV(verdict) with its RV(reasons); C(failed_when) with it fails the task where that is wanted.
    Only misuse, or a Python library that is not there, fails.
version_added: 0.1.0
author:
  - golive.web contributors (@golive)
extends_documentation_fragment:
  - golive.web.attributes
attributes:
  check_mode:
    support: full
    details: Probes are run in check mode, too. They change nothing but what the asked application, or a command that is to be run, changes itself.
  diff_mode:
    support: none
    details: Nothing is changed.
  idempotent:
    support: full
requirements:
  - python >= 3.9
  - jmespath, for O(probes[].expressions) and O(probes[].release_expression)
  - cryptography, for O(probes[].type=tls), and for O(probes[].min_days) without O(probes[].verify); without it other probes tell less of a certificate
  - psycopg2, for O(probes[].type=postgres)
  - PyMySQL, for O(probes[].type=mysql)
  - dnspython, for O(probes[].record) and O(probes[].nameserver)
options:
  deadline:
    description: Seconds that the whole call may take. An attempt that is under way by then has failed, unless it had less time than others needed.
    type: float
    default: 60.0
  concurrency:
    description: How many attempts, of all probes together, may be under way at a time.
    type: int
    default: 100
  render:
    description: Other forms in which the result is to be returned as well, in RV(rendered).
    type: list
    elements: str
    choices: [health+json, junit, textfile]
    default: []
  probes:
    description: What to ask. Each takes what it says of all of them, and the options of its O(probes[].type); others are refused.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: The name of the probe, unique in the call.
        type: str
        required: true
      type:
        description:
          - V(command) runs a program of the host, without a shell, and looks at how it ends and what it says. Takes O(probes[].command),
            O(probes[].exit_codes), O(probes[].body_matches) and O(probes[].body_lacks).
          - V(dns) resolves a name as the host's programs do, or asks a server for a record. Takes O(probes[].host), O(probes[].record),
            O(probes[].nameserver), O(probes[].port) (by default 53) and O(probes[].answers).
          - V(error_rate) counts the errors of an application of this collection in the host's own access log. Takes O(probes[].application),
            O(probes[].window), O(probes[].max_error_ratio), O(probes[].min_requests) and O(probes[].exclude_path). With too few requests nothing is known
            (RV(probes[].status=unknown)).
          - V(fastcgi) asks php-fpm for a page as nginx would, past nginx. Takes O(probes[].socket), or O(probes[].host) and O(probes[].port),
            O(probes[].path), O(probes[].script), O(probes[].server_name), and what an answer has to be.
          - V(heartbeat) looks at how old the sign of life is that a scheduler or a worker leaves in a file. Takes O(probes[].path), O(probes[].content) and
            O(probes[].max_age).
          - V(http) sends a request over HTTP or HTTPS. Takes O(probes[].url), O(probes[].method), O(probes[].headers), O(probes[].body), O(probes[].user),
            O(probes[].password), O(probes[].redirects), O(probes[].socket), O(probes[].address), O(probes[].port), O(probes[].all_addresses), what is wanted
            of TLS, and what an answer has to be.
          - V(mysql) asks MySQL or MariaDB, and V(postgres) PostgreSQL, a query in a transaction that may only read. Takes O(probes[].host) or
            O(probes[].socket), O(probes[].port) (by default 3306 and 5432), O(probes[].database), O(probes[].user), O(probes[].password), O(probes[].query),
            O(probes[].minimum), O(probes[].maximum), O(probes[].encrypted), O(probes[].ca_file), O(probes[].verify) and O(probes[].max_lag).
          - V(process) counts processes, those apart that asked. Takes O(probes[].pattern) or O(probes[].pid_file) or both, O(probes[].user),
            O(probes[].min_count) and O(probes[].max_count). It sees what the task's user may see.
          - V(promql) asks a Prometheus server a query that gives one value. Takes O(probes[].url), the server's, O(probes[].query), O(probes[].minimum) and
            O(probes[].maximum), one of them at least, O(probes[].headers), O(probes[].user), O(probes[].password), O(probes[].socket), O(probes[].address),
            O(probes[].port), O(probes[].all_addresses) and what is wanted of TLS.
          - V(queue) puts something into a queue by one command, and asks another, every 100 ms, whether it has come out, until O(probes[].timeout) is nearly
            over. Takes O(probes[].enqueue) and O(probes[].consumed).
          - V(redis) pings Redis, or what speaks as it does. Takes O(probes[].host) or O(probes[].socket), O(probes[].port) (by default 6379),
            O(probes[].user), O(probes[].password), O(probes[].database), O(probes[].write), O(probes[].tls) and what is wanted of TLS.
          - V(storage) writes a file of random bytes, makes it durable, reads it back and compares, as the task's user; whatever happens, nothing is left
            of it. Then there has to be room. Takes O(probes[].path), O(probes[].bytes), O(probes[].min_free_percent), O(probes[].min_free_bytes) and
            O(probes[].min_inodes_percent).
          - V(supervisor) asks supervisord for a program or a group, each process of which has to be C(RUNNING). Takes O(probes[].program),
            O(probes[].socket) and O(probes[].min_uptime).
          - V(systemd) asks systemd for a unit, which has to be active. Takes O(probes[].unit) and O(probes[].max_restarts).
          - V(tcp) connects, says O(probes[].send) and waits for O(probes[].expect), each where it is given. Takes O(probes[].host), O(probes[].port),
            O(probes[].address), O(probes[].all_addresses), O(probes[].tls) and what is wanted of TLS.
          - V(tls) looks at the handshake and the certificate. Takes O(probes[].host), O(probes[].port) (by default 443), O(probes[].address),
            O(probes[].all_addresses) and what is wanted of TLS; O(probes[].min_days) is 21 by default.
          - V(unix) connects to the Unix socket O(probes[].socket), says O(probes[].send) and waits for O(probes[].expect).
          - What an answer has to be is O(probes[].statuses), O(probes[].header_matches), O(probes[].body_matches), O(probes[].body_lacks),
            O(probes[].expressions), O(probes[].format), O(probes[].max_age), O(probes[].expect_release), O(probes[].release_header),
            O(probes[].release_expression) and O(probes[].min_instances).
          - What is wanted of TLS is O(probes[].server_name), O(probes[].ca_file), O(probes[].client_cert), O(probes[].client_key), O(probes[].verify),
            O(probes[].min_tls_version) and O(probes[].min_days).
        type: str
        choices:
          [command, dns, error_rate, fastcgi, heartbeat, http, mysql, postgres, process, promql, queue, redis, storage, supervisor, systemd, tcp, tls, unix]
        required: true
      criticality:
        description: V(critical) is needed for the verdict V(pass). An V(optional) one that fails is a warning.
        type: str
        choices: [critical, optional]
        default: critical
      samples:
        description: How many attempts are to count. At least O(probes[].consecutive_successes).
        type: int
        default: 1
      warmup:
        description: How many attempts are made before, and don't count.
        type: int
        default: 0
      concurrency:
        description: How many attempts of this probe may be under way at a time.
        type: int
        default: 1
      interval:
        description: Seconds between the end of an attempt and the next.
        type: float
        default: 0.2
      jitter:
        description: By what part of it the O(probes[].interval) varies at random, so that many hosts don't ask in step.
        type: float
        default: 0.2
      timeout:
        description: Seconds that one attempt may take, however the answer trickles in.
        type: float
        default: 5.0
      deadline:
        description: Seconds that all attempts may take. The O(deadline) of the call holds, too.
        type: float
        default: 60.0
      grace:
        description: For so many seconds a failure only starts the count anew, as what is asked may still be starting.
        type: float
        default: 0.0
      min_samples:
        description: With fewer attempts that count, nothing is known (RV(probes[].status=unknown)).
        type: int
        default: 1
      min_success_ratio:
        description: What part of the attempts has to pass.
        type: float
        default: 1.0
      consecutive_successes:
        description: How many attempts in a row have to pass at the end.
        type: int
        default: 0
      abort_after_failures:
        description: After so many failures in a row it is given up. V(0) goes on to the end.
        type: int
        default: 0
      latency:
        description:
          - The most seconds that attempts which passed may have taken, by percentile.
          - A limit that so few O(probes[].samples) say nothing of is refused. The 95th percentile needs 20, the 99th 100.
        type: dict
        suboptions:
          p50:
            description: The median.
            type: float
          p95:
            description: The 95th percentile.
            type: float
          p99:
            description: The 99th percentile.
            type: float
          max:
            description: The longest.
            type: float
      url:
        description: The address, without credentials.
        type: str
      method:
        description: The request's method, V(GET) by default.
        type: str
        choices: [DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT]
      headers:
        description: The request's headers, names to values. C(Host) among them is sent instead of the O(probes[].url)'s. Shown nowhere.
        type: json
      body:
        description: The request's body. Shown nowhere.
        type: str
      user:
        description: The user for basic authentication, of the database, or whose processes are counted. Without one, a database is asked as the system's user.
        type: str
      password:
        description: The user's password. Shown nowhere.
        type: str
      redirects:
        description: How many redirects are followed, by default none. To another server go no credentials.
        type: int
      address:
        description: The address or name to connect to, instead of the one that is asked for.
        type: str
      port:
        description: The port to connect to.
        type: int
      all_addresses:
        description:
          - Whether to ask each address that the name resolves to, in each attempt, instead of the first that takes a connection. The name is resolved once.
        type: bool
      socket:
        description:
          - The Unix socket to connect to; for V(postgres), as it is usual there, the folder that it is in.
          - That of supervisord is V(/var/run/supervisor.sock) by default.
        type: path
      host:
        description: A name or address.
        type: str
      send:
        description: What to say once connected, with escapes as in C(PING\\r\\n).
        type: str
      expect:
        description: A regular expression for what is to be said then.
        type: str
      tls:
        description: Whether the connection is secured by TLS at once.
        type: bool
      server_name:
        description: The name that is told to the server, and that the certificate has to be for, where it is not the one that is asked for.
        type: str
      ca_file:
        description:
          - The authorities that are trusted, instead of the system's.
          - For V(postgres), the system's are only known to libpq 16 and newer.
        type: path
      client_cert:
        description: A certificate to show to the server.
        type: path
      client_key:
        description: Its key, where it is in a file of its own.
        type: path
      verify:
        description:
          - Whether the certificate has to be trusted and for the name, V(true) by default.
          - With V(mysql) and V(postgres) that is so by default where there is a O(probes[].ca_file), and means that the connection has to be encrypted.
        type: bool
      min_tls_version:
        description: The oldest version of TLS that is well, V(TLSv1.2) by default.
        type: str
        choices: [TLSv1, TLSv1.1, TLSv1.2, TLSv1.3]
      min_days:
        description: For how many days yet the certificate has to be valid.
        type: int
      path:
        description: The path to ask for, with its query, by default php-fpm's V(/ping); or the folder or file to look at.
        type: str
      script:
        description: The file to be run, where it is not the O(probes[].path).
        type: path
      database:
        description: The database to connect to; a number for V(redis).
        type: str
      query:
        description:
          - For a database, one statement that reads, by default V(SELECT 1). Its first row's first value is looked at, other rows are not fetched.
            It is ended after O(probes[].timeout) by the server, too. A C(;) may stand only at its end, so that nothing can follow what ends the transaction.
          - For V(promql), an expression whose result is a scalar, or a vector with one element.
        type: str
      minimum:
        description:
          - What the value has to be at least.
          - Where there is no value (no row, C(NULL), an empty vector, C(NaN)), nothing is known (RV(probes[].status=unknown)).
        type: float
      maximum:
        description: What it may be at most.
        type: float
      encrypted:
        description: Whether the connection has to be encrypted, as the server sees it; no password is sent where it is not.
        type: bool
      max_lag:
        description:
          - By how many seconds a replica may be behind. One that does not replicate, and a server that is no replica, fail.
          - V(mysql) needs the privilege C(REPLICA MONITOR) (MariaDB) or C(REPLICATION CLIENT) (MySQL) for it.
        type: float
      write:
        description: Whether to set, read and delete a key of a random name, C(golive:probe:...), that is gone after a minute in any case.
        type: bool
      secrets:
        description: O(probes[].body), O(probes[].headers) and O(probes[].password). Set by the action part of this module.
        type: str
      record:
        description: The type of record to ask for.
        type: str
        choices: [A, AAAA, CAA, CNAME, MX, NS, SOA, SRV, TXT]
      nameserver:
        description: The address of the server to ask.
        type: str
      answers:
        description: What has to be among the answers, each of it.
        type: list
        elements: str
      statuses:
        description: Status codes that are well, as V(204) or V(200-299), which is the default.
        type: list
        elements: str
      header_matches:
        description: For a header's name, a regular expression that has to be found in its value.
        type: dict
      body_matches:
        description: Regular expressions that have to be found in the body, or in what a command says, in its first 64 KiB.
        type: list
        elements: str
      body_lacks:
        description: Regular expressions that must not be found there.
        type: list
        elements: str
      expressions:
        description: What the JSON in the body has to say.
        type: list
        elements: dict
        suboptions:
          expression:
            description: A JMESPath expression.
            type: str
            required: true
          operator:
            description: How its result is compared with the O(probes[].expressions[].value).
            type: str
            choices: [at_least, at_most, contains, equals, exists, greater, less, matches, not_equals]
            default: equals
          value:
            description: What it is compared with.
            type: raw
      format:
        description:
          - How the application says whether it is well. V(health+json) is the Internet draft of that name, V(spatie) what spatie/laravel-health answers,
            V(laravel_up) Laravel's own C(/up), V(actuator) Spring Boot's C(/actuator/health), and V(auto) is V(health+json) where the body has a status of it.
          - A body that says otherwise than the status code is a warning.
        type: str
        choices: [actuator, auto, health+json, laravel_up, spatie]
      max_age:
        description:
          - For how many seconds what the O(probes[].format) says may have been measured before. Not knowing it fails.
          - How many seconds a heartbeat may be old. One from more than a minute in the future is none.
        type: float
      expect_release:
        description: The release that has to answer.
        type: str
      release_header:
        description: The header that says which one does, V(X-Release) by default. Where it is not there, C(releaseId) of V(health+json) says so.
        type: str
      release_expression:
        description: A JMESPath expression for it, instead of the header.
        type: str
      min_instances:
        description: From how many addresses O(probes[].expect_release) has to have answered. Best with O(probes[].all_addresses).
        type: int
      application:
        description: The name of the application whose access log is read.
        type: str
      bytes:
        description: How large the file is that is written, 1 MiB by default, 1 GiB at the most.
        type: int
      command:
        description:
          - The program and its arguments. Only C(PATH) and C(LANG) are in its environment. It is killed with its process group where it takes longer than
            O(probes[].timeout), and what it leaves running when it ends is killed, too.
          - Arguments are among what a verbose run shows, so no secret belongs there. Of the result only the program is a part.
        type: list
        elements: str
      consumed:
        description: A command that exits with 0 once what O(probes[].enqueue) put in was consumed. It gets the same token.
        type: list
        elements: str
      content:
        description: Whether the file says the time itself, in seconds since the epoch or as ISO 8601, of UTC where it names no zone. By default the time
          at which it was modified counts.
        type: bool
      enqueue:
        description:
          - A command that puts something into the queue which says the token that it is given.
          - The token is a new one for each attempt. It is C(GOLIVE_PROBE_TOKEN) in the environment, and stands for C($GOLIVE_PROBE_TOKEN) in the words,
            for commands such as C(golive-exec) that hand no environment on.
        type: list
        elements: str
      exclude_path:
        description: A path that is left out, since balancers and monitors ask for it.
        type: str
      exit_codes:
        description: The exit codes that are well, by default V(0).
        type: list
        elements: int
      max_count:
        description: How many processes there may be.
        type: int
      max_error_ratio:
        description: What part of the requests may have ended with a status of 500 or above, V(0.01) by default.
        type: float
      max_restarts:
        description: How often systemd may have started it again by itself.
        type: int
      min_count:
        description: How many processes there have to be, V(1) by default.
        type: int
      min_free_bytes:
        description: How many bytes have to be free for those who are not root.
        type: int
      min_free_percent:
        description: What part of the space has to be free for them, as C(df) counts it.
        type: float
      min_inodes_percent:
        description: What part of the inodes has to be free. Where nothing limits them, there are enough.
        type: float
      min_requests:
        description: With fewer requests than these, V(100) by default, nothing is known.
        type: int
      min_uptime:
        description: For how many seconds each process has to have run.
        type: float
      pattern:
        description: A regular expression for what has to be found in the command line, in its first 4 KiB. No command line is shown.
        type: str
      pid_file:
        description: The file in whose first line the process's number is.
        type: path
      program:
        description: A program or group, or C(group:program) for one of a group.
        type: str
      unit:
        description: The unit's name.
        type: str
      window:
        description: How many seconds of the log are read, V(300) by default. They end now.
        type: float
"""

EXAMPLES = r"""
- name: See whether the application is well, as a balancer would
  golive.web.health_probe:
    probes:
      - name: ready
        type: http
        url: https://hello.test/health/ready
        address: 192.0.2.10
        format: health+json
        expect_release: "{{ hello_release }}"
        samples: 20
        latency: {p95: 0.25}
        min_days: 21
  register: hello_health
  failed_when: hello_health.verdict != 'pass'

- name: Wait until it has started, for a minute at the most
  golive.web.health_probe:
    probes:
      - name: started
        type: http
        url: http://127.0.0.1/health/live
        headers: {Host: hello.test}
        grace: 60
        consecutive_successes: 3

- name: Ask php-fpm, past nginx
  golive.web.health_probe:
    probes:
      - {name: pool, type: fastcgi, socket: /run/hello/blue.sock, path: /ping, body_matches: [pong]}
      - name: queue
        type: fastcgi
        socket: /run/hello/blue.sock
        path: /status?json
        expressions:
          - {expression: '"listen queue"', operator: at_most, value: 0}

- name: Look at what the application needs
  golive.web.health_probe:
    probes:
      - {name: name, type: dns, host: hello.test, record: A, nameserver: 192.0.2.53, answers: [192.0.2.10]}
      - {name: certificate, type: tls, host: hello.test, min_tls_version: TLSv1.2, min_days: 21}
      - {name: mail, type: tcp, host: mail.test, port: 25, expect: "^220 ", criticality: optional}
      - {name: cache, type: unix, socket: /run/redis/redis.sock, send: 'PING\r\n', expect: PONG}
    render: [junit]

- name: Look at what runs on the host
  golive.web.health_probe:
    probes:
      - {name: server, type: systemd, unit: nginx.service, max_restarts: 3}
      - {name: slots, type: supervisor, program: hello-blue, min_uptime: 30}
      - {name: mailer, type: process, pattern: ^/usr/sbin/exim4, user: Debian-exim, max_count: 20}
      - {name: no migration, type: process, pattern: artisan migrate, min_count: 0, max_count: 0}
      - {name: uploads, type: storage, path: /srv/hello/shared, min_free_percent: 10, min_inodes_percent: 5}
      - {name: configuration, type: command, command: [nginx, -t], body_lacks: [warn]}

- name: Look at what it does in the background, and at what visitors got
  golive.web.health_probe:
    probes:
      - {name: scheduler, type: heartbeat, path: /srv/hello/shared/scheduler.beat, max_age: 120}
      - name: queue
        type: queue
        enqueue: [/usr/local/bin/golive-exec, hello, live, bin/probe-queue, enqueue, $GOLIVE_PROBE_TOKEN]
        consumed: [/usr/local/bin/golive-exec, hello, live, bin/probe-queue, was-consumed, $GOLIVE_PROBE_TOKEN]
        timeout: 30
      - {name: errors, type: error_rate, application: hello, window: 600, max_error_ratio: 0.005, exclude_path: /health/ready}

- name: Look at databases and caches, over connections as the application has them
  golive.web.health_probe:
    probes:
      - name: orders
        type: postgres
        host: db.test
        database: shop
        user: probe
        password: "{{ shop_probe_password }}"
        ca_file: /etc/ssl/certs/shop-ca.pem
        encrypted: true
      - {name: replica, type: postgres, socket: /run/postgresql, user: probe, password: "{{ shop_probe_password }}", max_lag: 30}
      - {name: sessions, type: redis, host: cache.test, password: "{{ cache_password }}", tls: true, write: true}
      - {name: blog, type: mysql, host: db.test, database: blog, user: probe, password: "{{ blog_probe_password }}", encrypted: true}

- name: Look at the business, by what each of these knows of it
  golive.web.health_probe:
    probes:
      - name: orders of the last hour, in the database
        type: postgres
        host: db.test
        database: shop
        user: probe
        password: "{{ shop_probe_password }}"
        query: SELECT count(*) FROM orders WHERE created_at > now() - interval '1 hour'
        minimum: 5
      - name: orders that wait, as the application tells them
        type: http
        url: https://shop.test/metrics/business.json
        expressions:
          - {expression: "length(orders[?state == 'waiting'])", operator: at_most, value: 20}
      - name: share of payments that go through, in Prometheus
        type: promql
        url: https://prometheus.test
        query: sum(rate(payments_total{state="paid"}[15m])) / sum(rate(payments_total[15m]))
        minimum: 0.95
        criticality: optional
"""

RETURN = r"""
verdict:
  description: V(fail) where a critical probe failed, V(inconclusive) where of a critical one too little is known, else V(pass).
  type: str
  returned: always
  sample: pass
reasons:
  description: Why not V(pass), a sentence a probe.
  type: list
  elements: str
  returned: always
  sample: []
notes:
  description: What the probes warn of, a sentence each; no reason against V(pass).
  type: list
  elements: str
  returned: always
  sample: []
probes:
  description: What was found, in the order of O(probes).
  type: list
  elements: dict
  returned: always
  contains:
    name:
      description: Its name.
      type: str
      returned: always
      sample: ready
    type:
      description: Its type.
      type: str
      returned: always
      sample: http
    target:
      description: What was asked, without what may be secret.
      type: str
      returned: always
      sample: GET https://hello.test/health/ready
    criticality:
      description: Its criticality.
      type: str
      returned: always
      sample: critical
    passed:
      description: Whether it is well, warnings included; of an optional one, too, whose RV(probes[].status) is never V(fail).
      type: bool
      returned: always
      sample: true
    status:
      description: V(pass), V(warn), V(fail), or V(unknown) where too little is known.
      type: str
      returned: always
      sample: pass
    reason:
      description: One word of a fixed list for why it is not V(pass), see the collection's page on probes.
      type: str
      returned: always
      sample: ""
    message:
      description: The same in a clause, with what was expected and what was found.
      type: str
      returned: always
      sample: ""
    attempts:
      description: How many attempts count.
      type: int
      returned: always
      sample: 20
    forgiven:
      description: How many do not, since they were made while it might still have been starting.
      type: int
      returned: always
      sample: 0
    aborted:
      description: Whether it was given up after O(probes[].abort_after_failures).
      type: bool
      returned: always
      sample: false
    ratio:
      description: What part of the attempts passed.
      type: float
      returned: always
      sample: 1.0
    streak:
      description: How many passed in a row at the end.
      type: int
      returned: always
      sample: 20
    phases:
      description:
        - Seconds that C(dns), C(connect), C(tls), C(first_byte), C(query) (of a database) and C(total) took, or on the host itself C(run), C(ask), C(write),
          C(read), C(enqueue), C(consume) and C(total), by percentile (nearest rank). C(p95) of fewer than 20 attempts and C(p99) of fewer than 100 say
          nothing, and are left out.
      type: dict
      returned: always
      sample: {total: {p50: 0.012, p95: 0.02, max: 0.031}}
    tls:
      description: What is known of the connection and its certificate, also of one that is not to be trusted; none without TLS.
      type: dict
      returned: always
      sample: {version: TLSv1.3, not_after: "2027-02-28T12:00:00Z", names: [hello.test]}
    releases:
      description: For each release that answered, how often it did.
      type: dict
      returned: always
      sample: {2.0-0123456789ab-abcdef: 20}
    instances:
      description: The addresses that were asked.
      type: list
      elements: str
      returned: always
      sample: [192.0.2.10]
    value:
      description: What was found by a probe that looks for a value.
      type: raw
      returned: always
      sample:
    assertions:
      description: All that was looked at in the last attempt that failed, or, where none did, in the last, with what was C(expected) and C(actual).
      type: list
      elements: dict
      returned: always
      sample: [{what: the status code, passed: true, reason: "", expected: 200-299, actual: "200"}]
    first_error:
      description: What the first attempt that failed did so for.
      type: str
      returned: always
      sample: ""
    last_error:
      description: What the last one did so for.
      type: str
      returned: always
      sample: ""
    body:
      description: The beginning of what was answered then, secrets masked.
      type: str
      returned: always
      sample: '{"status": "pass"}'
    began:
      description: When it began, in UTC.
      type: str
      returned: always
      sample: "2026-11-28T08:06:31Z"
    seconds:
      description: How long it took.
      type: float
      returned: always
      sample: 4.2
seconds:
  description: How long all of them took.
  type: float
  returned: always
  sample: 4.25
rendered:
  description: The result in the forms of O(render).
  type: dict
  returned: always
  sample: {}
"""

from ansible.module_utils.basic import AnsibleModule, missing_required_lib
from ansible_collections.golive.web.plugins.module_utils import _health
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError


def main():
    module = AnsibleModule(argument_spec=_health.SPEC, supports_check_mode=True)
    try:
        probes = _health.prepared(module.params["probes"])
        lacking = _health.lacking(probes)
        if lacking:
            module.fail_json(msg=missing_required_lib(lacking))
        result = _health.run(probes, module.params["deadline"], module.params["concurrency"], module.params["render"])
    except GoliveError as error:
        module.fail_json(msg=str(error), **error.details)
    module.exit_json(failed=False, **result)


if __name__ == "__main__":
    main()
