<?php
// What a web server's rewrite rules do for WordPress: files are served as they are, all else is its.
file_put_contents(getenv('SITE_LOG'), "{$_SERVER['REQUEST_URI']}\n", FILE_APPEND | LOCK_EX);
$root = $_SERVER['DOCUMENT_ROOT'];
$file = $root . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (is_file($file) || ($file !== "$root/" && is_file("$file/index.php"))) {
    return false;
}
$_SERVER['SCRIPT_NAME'] = '/index.php';
require "$root/index.php";
