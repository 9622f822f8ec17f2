// An answer other than success that a route or the reading of a body decides on; the router sends it.

/** Sent as an API error object with this status. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, message: string, code = 'invalid_request_error') {
    super(message);
    this.status = status;
    this.code = code;
  }

  body(): string {
    const type = this.status >= 500 ? 'server_error' : 'invalid_request_error';
    return JSON.stringify({ error: { message: this.message, type, param: null, code: this.code } });
  }
}
