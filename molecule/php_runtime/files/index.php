<?php
// Answers with its settings; with ?seconds=2 only after that time, and a file says that it has begun.
if (isset($_GET['seconds'])) {
    touch(getenv('GOLIVE_SHARED') . '/begun-' . getmypid());
    sleep((int) $_GET['seconds']);
}
error_log('the application wrote this');
header('Content-Type: application/json');
echo json_encode(['slot' => getenv('GOLIVE_SLOT'), 'pid' => getmypid(), 'settings' => ini_get_all(null, false)]);
