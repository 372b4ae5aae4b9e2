<?php
header('Content-Type: text/plain');
include '/srv/planted/answer.php';
