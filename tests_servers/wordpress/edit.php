<?php
// Puts one phrase of a page in place of another, as an editor does.
[, $root, $path, $old, $new] = $argv;
$_SERVER += ['HTTP_HOST' => parse_url(getenv('SITE_HOME'), PHP_URL_HOST), 'REQUEST_URI' => '/'];
require "$root/wp-load.php";
$page = get_page_by_path($path);
$content = str_replace($old, $new, $page->post_content, $count);
wp_update_post(['ID' => $page->ID, 'post_content' => $content]);
exit($count === 1 ? 0 : 1);
