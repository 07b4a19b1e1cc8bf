"""What columns of posts are called: by platforms' own exports, listening tools and scrapers.

Names are kept in small letters without any mark between words, and compared so. What stands first
in a list is the surer name.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import cache, lru_cache


class Field(StrEnum):
    """What a column may hold; the values are what ``--map`` calls them."""

    TEXT = "text"
    TITLE = "title"
    DATE = "date"
    TIME = "time"
    ZONE = "zone"
    ID = "id"
    TOOL_ID = "tool_id"
    URL = "url"
    PLATFORM = "platform"
    AUTHOR = "author"
    PAGE = "page"
    KIND = "kind"
    REPLY_TO = "reply_to"
    REPOST_OF = "repost_of"
    LANGUAGE = "language"


NAMES: dict[Field, str] = {
    Field.TEXT: """
        full_text post_message post_text tweet_text post_content post_caption message_text
        message_body raw_content message caption tweet text content body post post_copy copy
        update_text update share_commentary commentary status_text selftext hit_sentence
        opening_text snippet content_snippet video_title video_title_original post_title""",
    Field.TITLE: "title headline description video_description post_description summary subject",
    Field.DATE: """
        publish_time published_time video_publish_time video_publish_timestamp post_created
        post_created_date published_at published_date publish_date date_published published
        posted_at posted_date date_posted post_date post_timestamp posted_time post_time posted
        created_time created_at created_date date_created created create_time_iso create_time
        creation_time creation_timestamp created_on created_utc taken_at taken_at_timestamp
        time_posted sent_at sent_date sent upload_date pub_date date_utc datetime date_time
        timestamp date time day video_create_timestamp indexed""",
    Field.TIME: "time post_created_time post_time time_of_day hour",
    Field.ZONE: "timezone time_zone tz",
    Field.ID: """
        post_id tweet_id status_id video_id pin_id media_id native_id external_post_id id_str
        post_urn activity_urn activity_id update_id urn share_id id shortcode content""",
    Field.TOOL_ID: "document_id resource_id message_id mention_id guid uid snid article_id",
    Field.URL: """
        permalink permalink_url post_permalink tweet_permalink native_permalink permanent_link
        perma_link post_url post_link tweet_url tweet_link video_url video_link pin_url
        web_video_url share_link status_url update_link message_url article_url article_link
        link_to_post url link""",
    Field.PLATFORM: """
        platform social_network network social_media_platform channel service site_type page_type
        source_name source source_type content_source media_provider media_type site domain
        source_domain""",
    Field.AUTHOR: """
        author author_handle author_username author_user_name author_screen_name author_name
        author_url author_short_name author_unique_id author_meta_name sender sender_screen_name
        from from_user from_name username user_name user_username user_username_raw user_url
        user_handle user_screen_name user_profile_url screen_name twitter_screen_name x_screen_name
        handle user account_username owner_username owner_full_name full_name display_name
        influencer poster extra_author_attributes_name extra_author_attributes_short_name
        extra_author_attributes_url""",
    Field.PAGE: """
        page_name page_handle page_url page profile_handle profile_name profile_url profile
        social_profile account_name account_handle account channel_title channel_name company_name
        company company_url overview_name overview_url""",
    Field.KIND: """
        post_type message_type tweet_type thread_entry_type engagement_type activity_type
        content_type resource_type type kind is_reply is_comment""",
    Field.REPLY_TO: """
        in_reply_to_screen_name in_reply_to_username in_reply_to_user in_reply_to_user_id_str
        in_reply_to_user_id in_reply_to_account_id in_reply_to_status_id_str in_reply_to_status_id
        in_reply_to_tweet_id in_reply_to_id in_reply_to twitter_reply_to x_reply_to reply_to
        parent_post_id""",
    Field.REPOST_OF: """
        is_retweet is_repost is_share retweet twitter_retweet_of x_retweet_of x_repost_of
        retweet_of repost_of retweeted_status_id retweeted_tweet retweeted_status reblog""",
    Field.LANGUAGE: "language lang languages language_code",
}

LONGEST_NAME = 80
"""Characters; what is longer in a table's head is a value."""

_COUNTS = re.compile(
    r"\A(?!is)\w*(likes?|favou?rites?|followers?|following|comments?|shares?"
    r"|reactions?|views?|impressions?|reach|engagements?|clicks?|plays?|saves?|retweets?|quotes?)"
    r"(count|num|total|s)?"
)
_OTHERS_POST = re.compile(
    r"^(retweeted\w*|quoted\w*|quote|shared\w*|reshare\w*|original\w*|parent_?post|comments?|replies"
    r"|top_?comments?|reblog)\.",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"^(user|author|owner|account|page|profile|from|sender|channel|entities)\b", re.I
)


@lru_cache(maxsize=10_000)
def fold_name(name: str) -> str:
    """Give a column's name in small letters and figures only, without what stands in brackets."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\W_]+", "", re.sub(r"\([^)]*\)|\[[^\]]*\]", "", plain))


def is_count(name: str) -> bool:
    """Tell whether a column counts likes, followers and the like: these are never read."""
    return _COUNTS.fullmatch(fold_name(name)) is not None


def is_known_name(name: str) -> bool:
    """Tell whether exports are known to call any column so, a count among them."""
    if not 0 < len(name) <= LONGEST_NAME:
        return False
    return match_field(name) is not None or is_count(name)


def match_field(column: str) -> Field | None:
    """Give the field that a column is by its name, the surest, None where nobody calls one so."""
    ranks = ((rank_name(field, column), field) for field in NAMES)
    known = [(rank, field) for rank, field in ranks if rank is not None]
    return min(known, key=lambda item: item[0])[1] if known else None


@lru_cache(maxsize=10_000)
def rank_name(field: Field, column: str) -> tuple[int, int] | None:
    """Give how sure a column is a field by its name: the less the surer; None for not at all.

    Of a dotted name its last two parts count, or the last; the deeper, the less sure. What belongs
    to another post, quoted or answered, or to a person is no field of the post.
    """
    path = column.removeprefix("parent.")
    person = bool(_PERSON.match(path)) and "." in path
    if _OTHERS_POST.match(path) or (person and field not in _OF_PERSONS):
        return None
    inherited = path != column
    if inherited and field not in _INHERITED:
        return None
    parts = path.split(".")
    for ending in (parts, parts[-2:], parts[-1:]):
        rank = _ranks()[field].get(fold_name("".join(ending)))
        if rank is not None:
            return len(parts) + 10 * inherited, rank
    return None


_OF_PERSONS = frozenset({Field.AUTHOR, Field.PAGE})
_INHERITED = frozenset({Field.AUTHOR, Field.PAGE, Field.DATE, Field.PLATFORM, Field.URL})


@cache
def _ranks() -> dict[Field, dict[str, int]]:
    """Give for each field its folded names with their places."""
    return {
        field: {fold_name(name): place for place, name in enumerate(names.split())}
        for field, names in NAMES.items()
    }
