<?php sleep(60);
