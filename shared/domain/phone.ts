/**
 * One writing for all writings of a phone number, so that a requester is known again: blanks, hyphens, brackets and
 * full-width digits say nothing; `+86` or `0086` is China; a mobile number has eleven digits and may come with the 0 that
 * people dial before it from afar; a landline is its area code without the 0, and the number. A number of another country
 * keeps its code and can be taken for none of ours. Empty for what holds no digit.
 */
export function phoneDigits(phone: string): string {
  const plain = phone.normalize("NFKC").trim();
  const digits = plain.replace(/\D/g, "");
  const abroad = /^\(?\+/.test(plain) ? digits : /^00[1-9]/.test(digits) ? digits.slice(2) : undefined;
  if (abroad !== undefined && !abroad.startsWith("86")) return abroad === "" ? "" : `+${abroad}`;
  const national = abroad?.slice(2) ?? withoutCountry(digits);
  return national.replace(/^0+(?=\d{6,})/, "");
}

/** Written without a plus, 86 is the country only before what is a whole mobile number, or a landline with its 0. */
function withoutCountry(digits: string): string {
  return /^86(1[3-9]\d{9}|0[1-9]\d{8,10})$/.test(digits) ? digits.slice(2) : digits;
}
