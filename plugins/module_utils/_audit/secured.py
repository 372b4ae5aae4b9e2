# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a server is secured: who vouches for its certificate, and for how long, as any client sees it; versions and ciphers as sslyze finds them."""

from __future__ import annotations

import asyncio
import pathlib
import time

from ansible_collections.golive.web.plugins.module_utils._audit import judging
from ansible_collections.golive.web.plugins.module_utils._probes import connect, reasons, tls
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Attempt, Trouble
from ansible_collections.golive.web.plugins.module_utils._probes.threads import in_thread

CHECKS = ("S11", "S12", "S13", "S14")
PROFILES = ("intermediate", "modern", "old")
# The first version that judges by a configuration that can be named.
SSLYZE = "sslyze >= 6.3"
# Those of the certificate authorities are renewed when a third of their time is left: 30 days of 90.
LEAST_DAYS = 21
# Of what sslyze says is wrong, what another check tells.
_OF_VERSIONS, _OF_TRUST = "tls_versions", "certificate_path_validation"


async def look(server, wanted, ca_file, profile):
    """Judgements S11 to S14. I(wanted): C(tls.Wanted) that verifies."""
    vouched, scanned = await asyncio.gather(_vouched(server, wanted), _scanned(server, ca_file, profile))
    return {**scanned, **vouched}


async def _vouched(server, wanted):
    evidence = f"TLS to {server.place}"
    attempt = Attempt(server.address)
    attempt.until = time.monotonic() + server.timeout
    untold = None
    try:
        (await asyncio.wait_for(connect.opened(server.target(wanted), attempt), server.timeout)).__exit__()
        trusted = judging.passed(f"it is for {server.url.hostname}, from {(attempt.tls or {}).get('issuer', 'an authority that is trusted')}", evidence)
    except Trouble as trouble:
        untold = trouble.message
        trusted = judging.failed(trouble.reason, trouble.message, "a certificate for its name that browsers trust", evidence)
        trusted = trusted if trouble.reason.startswith("certificate") else judging.unseen(trouble.reason, trouble.message, evidence)
    except (OSError, asyncio.TimeoutError, TimeoutError) as error:
        untold = reasons.of_error(error)[1] if isinstance(error, OSError) and str(error) else f"there was no answer within {server.timeout:g} s"
        trusted = judging.unseen("unreachable", untold, evidence)
    return {"S13": trusted, "S14": _validity(attempt.tls, untold, evidence)}


def _validity(known, untold, evidence):
    left = tls.days_left(known or {}, time.time())
    if left is None:
        return judging.unseen("tls", untold or "the server showed no certificate", evidence)
    told, expected = f"it is valid for {left:.1f} days yet", f"at least {LEAST_DAYS} days"
    if left >= LEAST_DAYS:
        return judging.passed(told, evidence)
    return judging.failed(
        "certificate_expires" if left > 0 else "certificate_expired", told if left > 0 else f"it expired {-left:.1f} days ago", expected, evidence
    )


async def _scanned(server, ca_file, profile):
    evidence = f"sslyze at {server.place}, Mozilla's {profile} configuration"
    try:
        address = server.address or (await connect.addresses(server.url.hostname))[0]
        issues = await in_thread(_issues, server.url.hostname, server.port, address, ca_file, profile, server.timeout)
    except Trouble as trouble:
        return dict.fromkeys(("S11", "S12"), judging.unseen(trouble.reason, trouble.message, evidence))
    versions = issues.pop(_OF_VERSIONS, "")
    issues.pop(_OF_TRUST, None)
    return {
        "S11": judging.failed("tls_version", versions, "TLS 1.2 or newer", evidence) if versions else judging.passed("no other is spoken", evidence),
        "S12": judging.failed("tls", judging.listed(list(issues.values())), "what the configuration allows", evidence)
        if issues
        else judging.passed("as the configuration wants it", evidence),
    }


def _issues(name, port, address, ca_file, profile, timeout):
    """What sslyze says is wrong, by its own words for what is looked at. Its threads, too, end with the process. Raises C(Trouble)."""
    # To load it takes a second, and needs it to be there.
    import sslyze
    from sslyze.mozilla_tls_profile import tls_config_checker as mozilla

    extra = sslyze.ScanCommandsExtraArguments(certificate_info=sslyze.CertificateInfoExtraArgument(pathlib.Path(ca_file)) if ca_file else None)
    request = sslyze.ServerScanRequest(
        server_location=sslyze.ServerNetworkLocation(name, port, address),
        network_configuration=sslyze.ServerNetworkConfiguration(name, network_timeout=max(1, round(timeout))),
        scan_commands=mozilla.SCAN_COMMANDS_NEEDED_BY_MOZILLA_CHECKER,
        scan_commands_extra_arguments=extra,
    )
    scanner = sslyze.Scanner()
    scanner.queue_scans([request])
    result = next(scanner.get_results())
    if result.scan_status != sslyze.ServerScanStatusEnum.COMPLETED:
        raise Trouble("unreachable", "sslyze did not get through to it")
    try:
        mozilla.check_server_against_tls_configuration(result, mozilla.MozillaTlsConfiguration.get(mozilla.TlsConfigurationEnum(profile)))
    except mozilla.ServerNotCompliantWithTlsConfiguration as wrong:
        return dict(wrong.issues)
    except mozilla.ServerScanResultIncomplete as incomplete:
        raise Trouble("tls", f"sslyze could not look at all: {incomplete}") from incomplete
    return {}
