select
    conversation.company,
    conversation.posts,
    conversation.profiles,
    conversation.replies,
    conversation.reply_of,
    conversation.reply_share,
    conversation.reply_low,
    conversation.reply_high,
    conversation.questions,
    conversation.question_of,
    conversation.question_share,
    conversation.question_low,
    conversation.question_high,
    conversation.mentions,
    conversation.mention_of,
    conversation.mention_share,
    conversation.mention_low,
    conversation.mention_high,
    conversation.reposts,
    conversation.repost_of,
    conversation.repost_share,
    conversation.repost_low,
    conversation.repost_high,
    conversation.crossposted,
    conversation.crosspost_of,
    conversation.crosspost_share,
    conversation.crosspost_low,
    conversation.crosspost_high,
    conversation.reason,
    conversation.notes
from history.conversation as conversation
left join raw.run_companies as companies
    on
        conversation.run_id = companies.run_id
        and conversation.company = companies.company
where conversation.run_id = $run_id
order by companies.position nulls first
