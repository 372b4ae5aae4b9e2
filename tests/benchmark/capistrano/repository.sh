#!/bin/sh
# Makes /srv/git/app.git of the artifacts named NAME-VERSION.tar.gz, a commit and a tag v-VERSION for each, and serves it to the hosts.
set -eu
work=$(mktemp -d)
git -C "$work" init --quiet
for artifact; do
    version=${artifact##*-}
    tar -xzf "/srv/artifacts/$artifact" -C "$work"
    git -C "$work" add --all
    git -C "$work" -c user.name=benchmark -c user.email=benchmark@example.test commit --quiet --message "$version"
    git -C "$work" tag "v-${version%.tar.gz}"
done
rm -rf /srv/git/app.git
git clone --quiet --bare "$work" /srv/git/app.git
rm -rf "$work"
systemctl is-active --quiet benchmark-git || systemd-run --quiet --unit benchmark-git git daemon --base-path=/srv/git --export-all
