<?php

return ['paths' => [], 'compiled' => null];
