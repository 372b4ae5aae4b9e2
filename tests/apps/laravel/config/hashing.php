<?php

// Not bcrypt, which ignores what follows the 72nd byte; the costs (memory in KiB) are OWASP's least for Argon2id.
return ['driver' => 'argon2id', 'argon' => ['memory' => 19456, 'time' => 2, 'threads' => 1]];
