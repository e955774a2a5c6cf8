//! What visitors are shown: whole replies, fixed at compile time, so that nothing a visitor sends can change them.

macro_rules! page {
    ($status:literal, $headers:literal, $title:literal, $text:literal) => {
        concat!(
            "HTTP/1.1 ",
            $status,
            "\r\nconnection: close\r\ncontent-type: text/html; charset=utf-8\r\n\
            content-security-policy: default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n\
            x-content-type-options: nosniff\r\nreferrer-policy: no-referrer\r\ncache-control: no-store\r\n",
            $headers,
            "\r\n<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
            <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
            $title,
            "</title>\n</head>\n<body>\n<main>\n<h1>",
            $title,
            "</h1>\n<p>",
            $text,
            "</p>\n</main>\n</body>\n</html>\n"
        )
        .as_bytes()
    };
}

pub(super) const ALLOWED: &[u8] =
    page!("200 OK", "", "Your permission has arrived", "You can close this window and go back to the program.");

pub(super) const DECLINED: &[u8] =
    page!("200 OK", "", "Nothing was allowed", "You can close this window. The program may ask again.");

pub(super) const NOT_AWAITED: &[u8] = page!(
    "400 Bad Request",
    "",
    "This answer is not awaited here",
    "It belongs to another login, or is damaged. The program goes on waiting for its own."
);

pub(super) const NOT_FOUND: &[u8] =
    page!("404 Not Found", "", "There is nothing here", "A program awaits somebody's permission on this port.");

pub(super) const ONLY_GET: &[u8] =
    page!("405 Method Not Allowed", "allow: GET\r\n", "Only GET is served", "Nothing else is understood here.");

pub(super) const TOO_LARGE: &[u8] =
    page!("431 Request Header Fields Too Large", "", "That was too much", "A shorter request may be understood.");

pub(super) const NO_HTTP: &[u8] =
    page!("400 Bad Request", "", "That was no HTTP", "Only requests of a browser are understood here.");
