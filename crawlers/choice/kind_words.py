"""The words by which pages say what they are for: host labels, path segments, slugs, titles."""

from __future__ import annotations

import re

from sameness.records import PageKind

_WORDS = {
    PageKind.PRODUCT: """app apps desktop download downloads get get-app how-it-works intro
        introduction mobile open-source overview platform platforms product product-tour products
        roadmap screenshots self-hosted self-hosting service services technology tour what-we-do why
        why-us""",
    PageKind.FEATURES: """add-ons addons capabilities connectors extensions feature features
        functionality integration integrations marketplace plugins""",
    PageKind.SOLUTIONS: """agencies agency bloggers business creators ecommerce education enterprise
        enterprises for freelancers government healthcare industries industry marketers nonprofit
        nonprofits public-sector saas sector sectors small-business smb solution solutions startups
        use-case use-cases usecase usecases who-its-for""",
    PageKind.PRICING: """buy cost costs fees membership-plans plans plans-and-pricing plans-pricing
        price prices pricing pricing-plans purchase rates subscriptions""",
    PageKind.COMPARISON: """alternative alternatives compare comparison comparisons competitors
        switch versus vs""",
    PageKind.CUSTOMERS: """case-studies case-study casestudies clients customer customer-stories
        customers endorsements made-with portfolio references reviews showcase showcases
        success-stories testimonials wall-of-love who-uses""",
    PageKind.ABOUT: """about about-us aboutus brand branding company ethics foundation governance
        history leadership manifesto media-kit mission our-mission our-principles our-story our-team
        our-values our-vision people philosophy press press-kit presskit principles story team
        the-future the-team values vision who-we-are""",
    PageKind.SECURITY: """compliance encryption gdpr hipaa pgp-key
        security soc2 trust trust-center trust-centre trustcenter verifying-signatures
        vulnerability-reporting""",
    PageKind.CONTACT: """book-a-call book-a-demo book-demo contact contact-sales contact-us
        contactus demo get-a-demo get-in-touch locations offices request-a-demo request-demo sales
        schedule-a-demo talk-to-sales talk-to-us""",
    PageKind.CAREERS: """career careers hiring internships job jobs join-our-team join-us
        life-at-work open-positions perks-benefits positions vacancies work-with-us""",
    PageKind.SUPPORT: """faq faqs forum frequently-asked-questions help-center help-centre
        helpcenter helpdesk q-and-a questions status support tickets troubleshooting""",
    PageKind.DOCS: """academy api api-docs api-reference cheatsheet course courses dev developer
        developer-tools developers devs doc docs documentation examples get-started getting-started
        glossary guide guides handbook help how-to howto install installation integrate kb
        knowledge-base knowledgebase learn libraries manual manuals quickstart reference sdk sdks
        setup specification tutorial tutorials wiki""",
    PageKind.BLOG: """announcements archive archives article articles author authors blog blogs
        categories category changelog ebook ebooks event events insights journal magazine news
        newsletter newsletters newsroom podcast podcasts post posts press-releases publications
        release-notes releases report reports research resources stories topics updates webinar
        webinars weblog white-papers whitepaper whitepapers""",
    PageKind.LEGAL: """acceptable-use accessibility aup bylaws code-of-conduct conditions cookie
        cookies copyright data-policy data-processing data-protection disclaimer dmca dpa eula
        gdpr-website impressum imprint legal legal-notice legal-notices legal-privacy license
        licenses licensing policies policy privacy privacy-notice privacy-policy refund refunds
        shipping sla subprocessors terms terms-and-conditions terms-of-service terms-of-use tos
        trademark trademarks transparency-report warranty""",
}

WORDS = {word: kind for kind, words in _WORDS.items() for word in words.split()}
"""A whole path segment that names the kind of everything below it."""

LABELS = {
    **dict.fromkeys(("developer", "developers", "docs", "doc", "help", "learn"), PageKind.DOCS),
    **dict.fromkeys(("academy", "guide", "guides", "handbook", "kb"), PageKind.DOCS),
    **dict.fromkeys(("blog", "blogs", "news", "newsroom", "events", "resources"), PageKind.BLOG),
    **dict.fromkeys(("careers", "jobs"), PageKind.CAREERS),
    **dict.fromkeys(("support", "community", "faq"), PageKind.SUPPORT),
    **dict.fromkeys(("security", "trust"), PageKind.SECURITY),
    "legal": PageKind.LEGAL,
    "about": PageKind.ABOUT,
}
"""A label of the host that names the kind of everything on it."""


def _compile(patterns: dict[PageKind, str]) -> tuple[tuple[PageKind, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(pattern)) for kind, pattern in patterns.items())


SLUGS = _compile(
    {
        PageKind.BLOG: r"^(19|20)\d\d($|-\d\d)|^(what-is|what-are|how-to|best|top-\d+)-"
        r"|-vs-.+-vs-|-(announcement|newsletter|webinar)$|^release-"
        r"|(?<=[a-z])(?<!pricing)(?<!plans)-20\d\d$",
        PageKind.LEGAL: r"-(policy|policies|terms|agreement|eula|licen[cs]e|bylaws|privacy|addendum"
        r"|disclaimer|conditions|subprocessors)$|^(terms|cookies?|refunds?)-"
        r"|^legal-(notice|process|info|documents|terms)|^privacy-(notice|statement|cent|choices)",
        PageKind.COMPARISON: r"^vs-|-vs-|-versus-|-alternatives?$|^alternatives?-|^compared?-"
        r"|-compar(ed|ison)$|^(switch|switching|migrate|migrating|moving)-(from|to)-",
        PageKind.CUSTOMERS: r"case-stud|success-stor|customer-stor|testimonial",
        PageKind.CAREERS: r"^(careers?|jobs?|working-at|life-at|life)-|^applying-",
        PageKind.CONTACT: r"^(book|request|schedule|get)-(a-)?(call|demo|quote|meeting)|^contact-",
        PageKind.PRICING: r"^pricing-|-pricing$",
        PageKind.SOLUTIONS: r"^for-|-for-[a-z]+(-[a-z]+)?$",
        PageKind.FEATURES: r"^features?-|-(features|integrations?)$",
        PageKind.SECURITY: r"^(security|gdpr|hipaa)-|-compliance$",
        PageKind.ABOUT: r"^(about|meet|our-(people|company|approach|culture))(-|$)",
        PageKind.DOCS: r"-(docs|documentation|api|guide|tutorial|quickstart)$",
        PageKind.PRODUCT: r"^(apps?|product|why|download)-|^how-.+-works$|-(platform|app)$"
        r"|^get-(?!(involved|help|support|inspired|paid)$)[a-z]+$",
    }
)
"""A slug that hints at its kind, in the order in which hints are believed."""

TITLES = _compile(
    {
        PageKind.LEGAL: r"\b(privacy (policy|notice|statement)|terms (of|and|&)|cookie policy"
        r"|imprint|impressum|legal notice|data processing|refund policy|code of conduct"
        r"|datenschutz)\b",
        PageKind.CAREERS: r"^(careers?|jobs|join (us|our team)|we.re hiring|open positions)\b",
        PageKind.CONTACT: r"^(contact( us)?|get in touch|book a (call|demo)|talk to (us|sales))$",
        PageKind.DOCS: r"^(docs|documentation|api (docs|reference)|user guide|manual|tutorials?)\b",
        PageKind.SUPPORT: r"^(faqs?|frequently asked|help cent(er|re))\b"
        r"|^((customer|get) )?support$",
        PageKind.BLOG: r"^(blog|news|changelog|press releases?|events)\b",
        PageKind.COMPARISON: r"\b(vs\.?|versus)\s|^compare\b|\balternatives? to\b",
        PageKind.PRICING: r"^(pricing|prices|plans)\b",
        PageKind.CUSTOMERS: r"^(our )?(customers|clients|testimonials|showcase)\b|\bcase stud",
        PageKind.ABOUT: r"^(about( us)?$|about [a-z]+$|(our|the) (story|team|mission)|press kit)",
        PageKind.SECURITY: r"^(security|trust cent(er|re)|compliance)\b",
        PageKind.FEATURES: r"^((all|key) )?(features|integrations)\b",
        PageKind.SOLUTIONS: r"^(solutions?|use cases?)\b",
        PageKind.PRODUCT: r"^(product|platform|how it works|download)\b",
    }
)
"""Words of a title's part or of a link, in the order in which they are believed."""
