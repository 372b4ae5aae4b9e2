<?php

return ['paths' => [], 'compiled' => null, 'relative_hash' => true];
