<?php

// Runs before each request: a release that works, but too slowly.
sleep(2);
