// What went wrong, as the gateway told it (RFC 9457), or that it told nothing.

/** A refusal of the gateway. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  /** @param status The HTTP status. @param body The problem document; empty when there was none. @param retryAfter Seconds; null when not told. */
  constructor(readonly status: number, readonly body: Record<string, unknown>, readonly retryAfter: number | null) {
    super(typeof body['detail'] === 'string' ? body['detail'] : typeof body['title'] === 'string' ? body['title'] : `HTTP ${status}`);
  }

  /** Reasons by field, without the field's name in front. */
  get fields(): Record<string, string> {
    const found: Record<string, string> = {};
    const errors = this.body['errors'];
    if (errors === null || typeof errors !== 'object' || Array.isArray(errors)) return found;
    for (const [field, reasons] of Object.entries(errors as Record<string, unknown>)) {
      const text = Array.isArray(reasons) ? reasons.map(String).join(' ') : String(reasons);
      found[field] = text.startsWith(`${field}: `) ? text.slice(field.length + 2) : text;
    }

    return found;
  }
}

/** The gateway did not answer: it is down, or the network is. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** Whether an error is only that a request was given up by whoever made it. */
export const isAborted = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';
