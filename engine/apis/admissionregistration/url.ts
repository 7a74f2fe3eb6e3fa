/** What of a URL a webhook's address is judged by; `user` is its user information as it is printed. */
export interface ParsedUrl {
  readonly scheme: string;
  readonly host: string;
  readonly user: string | undefined;
  readonly query: string;
  readonly fragment: string;
}

/** Takes a URL apart as Go's url.Parse does; gives the text of its error when it cannot. */
export function parseUrl(text: string): ParsedUrl | { readonly error: string } {
  const result = parsed(text);
  return typeof result === 'string' ? { error: `parse ${JSON.stringify(text)}: ${result}` } : result;
}

function parsed(text: string): ParsedUrl | string {
  const [whole, fragment] = cut(text, '#');
  // eslint-disable-next-line no-control-regex -- these are what Go refuses
  if (/[\u0000-\u0020\u007f]/.test(whole) && /[\u0000-\u001f\u007f]/.test(whole))
    return 'net/url: invalid control character in URL';
  if (whole.startsWith(':')) return 'missing protocol scheme';
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(whole)?.[1] ?? '';
  const [rest, query] = cut(scheme === '' ? whole : whole.slice(scheme.length + 1), '?');
  const common = { scheme: scheme.toLowerCase(), query, fragment: decoded(fragment) };
  if (!rest.startsWith('/') && scheme !== '') return { ...common, host: '', user: undefined };
  if (!rest.startsWith('/') && cut(rest, '/')[0].includes(':')) return 'first path segment in URL cannot contain colon';
  const badEscape = escapeError(rest) ?? escapeError(fragment);
  if (!rest.startsWith('//') || rest.startsWith('///')) return badEscape ?? { ...common, host: '', user: undefined };
  const authority = cut(rest.slice(2), '/')[0];
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  const user = at < 0 ? undefined : authority.slice(0, at);
  if (user !== undefined && !/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user)) return 'net/url: invalid userinfo';
  return hostError(host) ?? badEscape ?? { ...common, host, user };
}

function cut(text: string, separator: string): readonly [string, string] {
  const position = text.indexOf(separator);
  return position < 0 ? [text, ''] : [text.slice(0, position), text.slice(position + 1)];
}

function hostError(host: string): string | undefined {
  const bad = /[ "<>\\^`{|}]/.exec(host)?.[0];
  if (bad !== undefined) return `invalid character ${JSON.stringify(bad)} in host name`;
  if (host.startsWith('[') && !host.includes(']')) return "missing ']' in host";
  const port = /:[^:\]]*$/.exec(host)?.[0];
  return port === undefined || /^:\d*$/.test(port) ? undefined : `invalid port ${JSON.stringify(port)} after host`;
}

function escapeError(text: string): string | undefined {
  const bad = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(text)?.[0];
  return bad === undefined ? undefined : `invalid URL escape ${JSON.stringify(bad)}`;
}

function decoded(text: string): string {
  return text.replace(/(%[0-9a-fA-F]{2})+/g, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}
