<?php

return [
    'default' => 'local',
    'disks' => ['local' => ['driver' => 'local', 'throw' => true]],
];
