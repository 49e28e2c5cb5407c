/// How often three bytes in a row stand in prose, roughly, their case folded away: it decides which part of a literal is
/// looked for.
enum TrigramFrequency {
    /// What is none of the frequent ones is rarer than the rarest of them.
    private static let rareMax = 3e-4

    /// - Parameter key: three folded bytes, the first in the lowest bits.
    static func share(of key: UInt32) -> Double {
        if let share = self.shares[key] { return share }
        let bytes = (0..<3).map { ByteSet([UInt8(truncatingIfNeeded: key >> UInt32(8 * $0))]) }
        return min(self.rareMax, bytes.reduce(1) { $0 * ByteFrequency.share(ofFolded: $1) })
    }

    /// The share falls about with the root of the rank.
    private static let shares: [UInt32: Double] = {
        var shares: [UInt32: Double] = [:]
        let bytes = Array(TrigramFrequency.frequent.utf8)
        for rank in 0..<bytes.count / 3 {
            let key = (0..<3).reduce(UInt32(0)) { $0 | UInt32(bytes[3 * rank + $1] | 0x20) << UInt32(8 * $1) }
            shares[key] = 0.012 / (1 + Double(rank) / 4).squareRoot()
        }
        return shares
    }()

    /// The most frequent first. Counted over six million letters of manuals, licences and comments.
    private static let frequent =
        " ththehe ed  iningion toto ng  co reon tioes  anor andforer nd in is  fi fo a ent ofof e tre  noati"
        + "le atecon des t be maall wien  iss a wh liuse pr pase  usectat iletercomas e cit n te ae san fixtha"
        + "verted bu sely th  onproith cad tblewitts onse i stintfilhannt  hate  ads ihatt t chreaaddthimeners"
        + "res sull  itnotess alestch  neve hise fortst  dowhectiovetesstae o arliblinns ablpor fr did ahenot "
        + "stestrrecead exix al n a sot ime tin assio byut om ry romchaher moe pr tby eres fld ce t adatompage"
        + "frolesares wameow  upnteinse df t ted bde chepre wasinoreg td i los onstratpaturert angack meakeist"
        + "be onftringesede n enase unemosere wdedmaninege toroute re bodeparck  si truiln it cendbuis ndinmak"
        + "o t poaind st f wee mcald ors evedercesrinperleatchtrat scatnew va opsupe lrepildommssi fuif nows c"
        + "n o syult ifuppnamt otemtatmpls scodd fitiptincearidd ntaturrsieraplewhiremfers bincuncsetew movmat"
        + " veo act errlatnfit wndeaile eimpke encet ppocord cn c orteny tne ranormica im shiveexte uontr aloc"
        + "figichindreddefmes gead n s woireillatcfun apmodcan mirren flow faixegespdaupdner leworninsysg allo"
        + "morntspennctnalntilicbughasso ds  cliteorypacrenbuthicid n phavthoemedireckpliopttim speenalihecact"
        + "documey aty disacevalappr iefiss  ateleideh toulomeopeundiesaragenuldrroimeavearylemd ppostalks get"
        + "expsesd wtreplawasr co s taic ystt bstieteus equrelticeas acrefrorr oassg iorkritensgitr sledls ign"
        + "izeinispe ou erone nan bllycurounntr avorrs ppecitystsracvar crifivenelliguhard dialene battea st r"
        + "autddermat dput laargdebnitmino bbeeeathoun wlaransh aadegs athn eeeds rs musierinedothgurtabertbra"
        + "somfinnsidepwiniantlylitriaattg ogerward m scdeshesf at podundi auctes drovardalsanco c he rupriay "
        + "wilenaffe nuscrrevshoourlt rgeerntarem e hxedn dy screousmitart sar free daeponlyno y crunililisg f"
        + "iced lden tiausaul"
}
