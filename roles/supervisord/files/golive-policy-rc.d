#!/bin/sh
# Managed by golive.web. policy-rc.d(8): scripts of packages ask here before they act on a service; 101 forbids it, 0 allows it.
# An upgrade of supervisor would restart every slot: that belongs into a rollout, or is done by hand.
case " $* " in
    *" supervisor restart "* | *" supervisor.service restart "*) exit 101 ;;
esac
exit 0
