<?php
// Sets WordPress up and publishes what content.json says: pages by path, parents first, then posts.
[, $root, $content] = $argv;
define('WP_INSTALLING', true);
$_SERVER += ['HTTP_HOST' => parse_url(getenv('SITE_HOME'), PHP_URL_HOST), 'REQUEST_URI' => '/'];
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';

function wp_new_blog_notification()
{
    // No mail leaves this machine.
}

require "$root/wp-load.php";
require ABSPATH . 'wp-admin/includes/upgrade.php';

$site = json_decode(file_get_contents($content), true, 512, JSON_THROW_ON_ERROR);
wp_install($site['name'], 'editor', 'editor@larkspur.example', true, '', wp_generate_password());
wp_delete_post(1, true);
wp_delete_post(2, true);
wp_delete_post(3, true);

$ids = [];
foreach ($site['pages'] as $path => $page) {
    $parent = dirname($path);
    $ids[$path] = wp_insert_post([
        'post_type' => 'page',
        'post_status' => 'publish',
        'post_title' => $page['title'],
        'post_name' => basename($path),
        'post_parent' => $ids[$parent] ?? 0,
        'post_content' => implode("\n", $page['content']),
        'comment_status' => 'closed',
    ], true);
}
foreach ($site['posts'] as $post) {
    $id = wp_insert_post([
        'post_status' => 'publish',
        'post_title' => $post['title'],
        'post_date' => $post['date'],
        'post_content' => "<!-- wp:paragraph --><p>{$post['text']}</p><!-- /wp:paragraph -->",
        'tags_input' => $post['tags'],
        'post_category' => [wp_create_category($post['category'])],
    ], true);
    wp_insert_comment([
        'comment_post_ID' => $id,
        'comment_author' => 'A reader',
        'comment_content' => 'Thank you for writing this down.',
        'comment_approved' => 1,
        'comment_date' => $post['date'],
    ]);
}

foreach ($ids as $id) {
    $content = preg_replace_callback('/=@(\w+)/', fn($m) => "={$ids[$m[1]]}", get_post($id)->post_content, -1, $count);
    $count && wp_update_post(['ID' => $id, 'post_content' => $content]);
}

update_option('blogdescription', $site['tagline']);
update_option('show_on_front', 'page');
update_option('page_on_front', $ids['home']);
update_option('page_for_posts', $ids['news']);
update_option('posts_per_page', 4);
update_option('thread_comments', 1);
$wp_rewrite->set_permalink_structure('/%postname%/');
create_initial_taxonomies(); // again, now that addresses have words
$wp_rewrite->flush_rules(true);
echo wp_count_posts()->publish, ' posts, ', wp_count_posts('page')->publish, " pages\n";
