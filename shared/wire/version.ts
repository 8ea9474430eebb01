/**
 * The version of frames 100–104. A client names it in the URL (`?v=1`) and the server in its hello.
 * `test/wire/schema-pin.test.ts` pins the hash of every schema to it: a changed shape needs a bump
 * and a line here.
 *
 * 1 – hello, receipt, refusal, roster, fact.
 * 2 – a fact says by whom; refusals of threads. Speakers of 1 understand it.
 * 3 – refusals of sharing. Speakers of 1 and 2 understand it.
 * 4 – refusals of accounts. Speakers of 1 to 3 understand it.
 */
export const PROTOCOL = 4
