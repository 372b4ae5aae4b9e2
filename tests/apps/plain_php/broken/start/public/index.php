<?php

header('X-Release: '.getenv('GOLIVE_RELEASE'));

this_release_is_broken_on_purpose();
