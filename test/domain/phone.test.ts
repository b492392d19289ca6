import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Requester } from "../../shared/api/ticket.ts";
import { requesterHash } from "../../shared/domain/abnormal-list.ts";
import { phoneDigits } from "../../shared/domain/phone.ts";

test.each([
  ["13800000009", "13800000009"],
  ["138-0000-0009", "13800000009"],
  ["138 0000 0009", "13800000009"],
  ["+8613800000009", "13800000009"],
  ["+86 138 0000 0009", "13800000009"],
  ["(+86)138-0000-0009", "13800000009"],
  ["008613800000009", "13800000009"],
  ["8613800000009", "13800000009"],
  ["013800000009", "13800000009"],
  ["１３８０００００００９", "13800000009"],
  ["＋８６　１３８－００００－０００９", "13800000009"],
  ["0532-88880000", "53288880000"],
  ["(0532) 88880000", "53288880000"],
  ["+86 532 8888 0000", "53288880000"],
  ["86053288880000", "53288880000"],
  ["+1 380-000-0009", "+13800000009"],
  ["001 380 000 0009", "+13800000009"],
  ["12345", "12345"],
])("%s is %s", (written, digits) => {
  expect(phoneDigits(written)).toBe(digits);
  expect(Requester.safeParse({ phone: written }).success).toBe(true);
});

test("a number that only begins like the country's code is left whole", () => {
  expect(phoneDigits("86123456")).toBe("86123456");
  expect(phoneDigits("8688880000")).toBe("8688880000");
});

test("however a mobile number is written, it is one requester, and no other number is", () => {
  const mobile = fc.stringMatching(/^1[3-9]\d{9}$/);
  const separator = fc.constantFrom("", " ", "-", "　", "－");
  const wide = (digits: string) => digits.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
  fc.assert(
    fc.property(
      mobile,
      mobile,
      separator,
      fc.constantFrom("", "+86", "86", "0086", "0"),
      fc.boolean(),
      (a, b, between, prefix, full) => {
        const grouped = [a.slice(0, 3), a.slice(3, 7), a.slice(7)].join(between);
        const written = full ? wide(prefix + grouped) : prefix + grouped;
        expect(requesterHash(written)).toBe(requesterHash(a));
        if (a !== b) expect(requesterHash(written)).not.toBe(requesterHash(b));
      },
    ),
  );
});
