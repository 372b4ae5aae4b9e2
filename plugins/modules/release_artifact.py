# -*- coding: utf-8 -*-
# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: release_artifact
short_description: Make one artifact of a file, a folder or a commit
description:
  - Runs on the controller. It makes the one file that all hosts get, and says its digest and version, of which release ids are made.
  - The same content gives the same file, so that a second run changes nothing.
version_added: 0.1.0
author:
  - golive.web contributors (@golive)
extends_documentation_fragment:
  - golive.web.attributes
attributes:
  check_mode:
    support: full
    details:
      - The artifact is also built into the O(cache) in check mode, since its digest, which the release id contains, cannot be known otherwise.
        RV(ignore:changed) is the same in both modes. No host is touched in either.
  diff_mode:
    support: none
  idempotent:
    support: full
options:
  name:
    description:
      - The application's name. A leading name and hyphen in a file's name is not part of the version.
      - Required without O(application).
    type: str
  application:
    description:
      - The application's settings. O(name) is taken from them where it is not given, and from their C(artifact) the source, O(version) and O(sha256).
      - Where a source is given here, nothing of C(artifact) is taken.
    type: dict
  path:
    description:
      - A tar file (also compressed by gzip, bzip2 or xz), a zip file, or a folder.
      - A file is used as it is. A folder is packed, without what version control systems keep in it.
      - Exactly one of O(path), O(git) and O(url) is required.
    type: path
  git:
    description:
      - A commit. Submodules are left out, as is what the repository's C(.gitattributes) mark as C(export-ignore).
      - No password is asked for; git's credential helpers and ssh's agent are used.
    type: dict
    suboptions:
      repository:
        description: An C(https), C(ssh) or C(file) URL without a password, C(user@host:path), or an absolute path.
        type: str
        required: true
      ref:
        description: A branch, a tag or a commit.
        type: str
        required: true
  url:
    description: An C(http) or C(https) URL. It is not fetched here but by the hosts, so O(sha256) is required.
    type: str
  version:
    description: The version, where it isn't to be taken from the artifact's name or commit.
    type: str
  sha256:
    description: The SHA-256 that the artifact must have, 64 hexadecimal digits.
    type: str
  cache:
    description:
      - The folder for what is built of a folder or a commit. Nothing in it is ever removed by this module.
      - By default C($XDG_CACHE_HOME/golive/artifacts), and C(~/.cache/golive/artifacts) without that variable.
    type: path
"""

EXAMPLES = r"""
- name: Pack a tagged commit
  golive.web.release_artifact:
    name: hello
    git:
      repository: "{{ hello_repository }}"
      ref: v2.0
  delegate_to: localhost
  run_once: true

- name: Pack a folder
  golive.web.release_artifact:
    name: hello
    path: "{{ hello_folder }}"
    version: "2.0"
  delegate_to: localhost
  run_once: true
  register: hello_artifact
"""

RETURN = r"""
path:
  description: The artifact's absolute path on the controller; V(none) with O(url).
  returned: success
  type: str
  sample: /home/deploy/.cache/golive/artifacts/gigs-0123456789ab-ba9876543210.tar.gz
sha256:
  description: Its SHA-256.
  returned: success
  type: str
  sample: ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
version:
  description:
    - O(version) if that was given. Else, of a file or URL, its name without suffix and without a leading O(name) and hyphen;
      of a folder, its name; of a commit, 12 digits of its id.
    - Other characters than letters, digits, C(.), C(_) and C(+) become C(.); at most 40 characters.
  returned: success
  type: str
  sample: "2.0"
size:
  description: Its size in bytes; V(none) with O(url).
  returned: success
  type: int
  sample: 1234567
source:
  description: What it was made from; a URL without user, password and query.
  returned: success
  type: str
  sample: https://git.example.com/gigs.git@v2.0
spec:
  description: The text of the C(golive.yml) at its top, a spec for M(golive.web.environment_check); empty where it has none, and with O(url).
  returned: success
  type: str
  sample: ""
commit:
  description: The commit's full id; V(none) without O(git).
  returned: success
  type: str
  sample: 0123456789abcdef0123456789abcdef01234567
"""
